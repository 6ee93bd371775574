#include "server/base/errors.h"

#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/base/field_errors.h"
#include "server/base/request_limits.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

using google::rpc::ErrorInfo;
using google::rpc::PreconditionFailure;
using google::rpc::RetryInfo;

absl::Status FailedPrecondition(v1::ErrorReason reason, std::string_view name,
                                std::string_view description,
                                const std::vector<std::string>& subjects) {
  absl::Status status =
      MakeStatus(absl::StatusCode::kFailedPrecondition, reason, Cat(name, ": ", description));
  PreconditionFailure detail;
  for (const std::string& subject : subjects) {
    auto* violation = detail.add_violations();
    violation->set_type(ReasonName(reason));
    violation->set_subject(subject);
    violation->set_description(std::string(description));
  }
  AddDetail(status, detail);
  return status;
}

absl::Status Retryable(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                       absl::Duration retry_after) {
  absl::Status status = MakeStatus(code, reason, message);
  RetryInfo detail;
  *detail.mutable_retry_delay() = google::protobuf::util::TimeUtil::MillisecondsToDuration(
      absl::ToInt64Milliseconds(retry_after));
  AddDetail(status, detail);
  return status;
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view description,
                          v1::ErrorReason reason) {
  FieldErrors errors;
  errors.Add(field, description, reason);
  return errors.ToStatus();
}

absl::Status NotFound(std::string_view name) {
  absl::Status status = MakeStatus(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                                   Cat(name, " does not exist."));
  AddResourceInfo(status, name, "It does not exist. Check the name, or create it first.");
  return status;
}

absl::Status ReferenceNotFound(std::string_view field, std::string_view name) {
  FieldErrors errors;
  AddNotFound(field, name, errors);
  return errors.ToStatus();
}

absl::Status AlreadyExists(std::string_view name) {
  absl::Status status =
      MakeStatus(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS,
                 Cat(name, " exists already. Update it, or choose another id."));
  AddResourceInfo(status, name, "It exists already.");
  return status;
}

absl::Status EtagMismatch(std::string_view name) {
  return MakeStatus(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                    Cat(name,
                        " was changed since this etag was read. Read it again, decide "
                        "whether the change still applies, and send the new etag."));
}

absl::Status IllegalState(std::string_view name, std::string_view description) {
  return FailedPrecondition(v1::ERROR_REASON_ILLEGAL_STATE, name, description, {std::string(name)});
}

absl::Status HoldLapsed(std::string_view name, absl::Time time) {
  const std::string when = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
  absl::Status status = FailedPrecondition(
      v1::ERROR_REASON_HOLD_LAPSED, name,
      Cat("lapsed at ", when,
          ", as it was not confirmed by then, and holds nothing any more; there is nothing left to "
          "decide about. Its organiser can create it anew."),
      {std::string(name)});
  ErrorInfo info;
  GetDetail(status, &info);
  (*info.mutable_metadata())["expire_time"] = when;
  AddDetail(status, info);
  return status;
}

absl::Status ResourceInUse(std::string_view name, std::string_view description,
                           const std::vector<std::string>& dependents) {
  return FailedPrecondition(
      v1::ERROR_REASON_RESOURCE_IN_USE, name, description,
      dependents.empty() ? std::vector<std::string>{std::string(name)} : dependents);
}

absl::Status WriteTooLarge() {
  return InvalidField("",
                      "the write is too large: what it changes is above 16 MiB, as it was or as it "
                      "would be; split it into several",
                      v1::ERROR_REASON_WRITE_TOO_LARGE);
}

absl::Status PermissionDenied(std::string_view description) {
  return MakeStatus(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PERMISSION_DENIED,
                    description);
}

absl::Status Internal(std::string_view description) {
  return MakeStatus(absl::StatusCode::kInternal, v1::ERROR_REASON_INTERNAL, description);
}

absl::Status DataLoss(std::string_view description) {
  return MakeStatus(absl::StatusCode::kDataLoss, v1::ERROR_REASON_INTERNAL, description);
}

absl::Status MalformedRequest(std::string_view description) {
  return InvalidField("", description, v1::ERROR_REASON_MALFORMED_REQUEST);
}

absl::Status RequestIdReused(std::string_view request_id) {
  return InvalidField("request_id",
                      Cat(request_id,
                          " was already used for another request; use a new id for each "
                          "new request"),
                      v1::ERROR_REASON_REQUEST_ID_REUSED);
}

absl::Status Overloaded(absl::Duration retry_after) {
  return Retryable(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_OVERLOADED,
                   "The server has as much to do as it can. Retry after a pause.", retry_after);
}

absl::Status LimitExceeded(std::string_view description,
                           std::optional<absl::Duration> retry_after) {
  constexpr auto kCode = absl::StatusCode::kResourceExhausted;
  constexpr auto kReason = v1::ERROR_REASON_LIMIT_EXCEEDED;
  return retry_after.has_value() ? Retryable(kCode, kReason, description, *retry_after)
                                 : MakeStatus(kCode, kReason, description);
}

absl::Status ShuttingDown(absl::Duration retry_after) {
  return Retryable(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                   "The server is stopping. Retry after a pause.", retry_after);
}

absl::Status StoreUnavailable(std::string_view description, absl::Duration retry_after) {
  return Retryable(absl::StatusCode::kUnavailable, v1::ERROR_REASON_STORE_UNAVAILABLE, description,
                   retry_after);
}

absl::Status ZoneBeingCorrected(std::string_view venue) {
  return Retryable(absl::StatusCode::kUnavailable, v1::ERROR_REASON_ZONE_BEING_CORRECTED,
                   Cat("The time zone of ", venue,
                       " is being corrected, and what is booked there follows it step by step. "
                       "Retry after a pause."),
                   absl::Seconds(1));
}

absl::Status Unauthenticated() {
  return MakeStatus(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_UNAUTHENTICATED,
                    "The server does not know who calls, or does not accept what the caller shows; "
                    "show a client certificate or a token that is valid here. Its log says why.");
}

absl::Status OutcomeUnknown() {
  return MakeStatus(absl::StatusCode::kUnavailable, v1::ERROR_REASON_OUTCOME_UNKNOWN,
                    "The disk failed, and whether this was written is not known. Retry with the "
                    "same request id.");
}

absl::Status ReadTooLarge() {
  return MakeStatus(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_READ_TOO_LARGE,
                    "To answer this takes longer than the server reads for one answer. Ask for "
                    "less at once: a shorter window, fewer resources, a smaller page.");
}

// The sentences say them.
static_assert(kRequestLimits.units == 1'000'000 && kRequestLimits.claims == 100'000);

absl::Status TooCostly() {
  return MakeStatus(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_TOO_COSTLY,
      "This takes more than the 1,000,000 units of work that one request may, and nothing was "
      "changed. Leave something out: write fewer events at once, with fewer bookings, in fewer "
      "spaces, or repeating less often or not so long.");
}

absl::Status TooManyClaims() {
  return MakeStatus(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_TOO_COSTLY,
      "The events of this request take more than 100,000 claims together, one for each space and "
      "participant of each occurrence, and nothing was changed. Leave something out: write fewer "
      "series at once, that repeat less often or not so long, or book fewer spaces.");
}

absl::Status DeadlineExceeded() {
  return MakeStatus(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                    "The deadline passed before the work was done, and nothing was changed. Retry "
                    "with a later deadline.");
}

absl::Status Cancelled() {
  return MakeStatus(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED,
                    "The caller gave up before the work began, and nothing was changed.");
}

}  // namespace taqvim::schedule
