// One factory for each error that the schedule reports. The canonical code and
// the `google.rpc` details travel in the absl::Status as payloads, keyed by the
// type URL of the detail; server/rpc maps them to gRPC.
//
// Every status made here carries exactly one ErrorInfo, whose reason is a name
// of v1::ErrorReason without its prefix and whose domain is `taqvim.dev`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::schedule {

// What is wrong with a field, and what would be right, as one or two sentences.
struct FieldViolation {
  // The path from the request, such as `event.bookings[2].period.timed.end`.
  std::string field;
  std::string description;
  v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD;
  // What the field refers to and is not there; empty when that is not the matter.
  std::string missing = {};
};

// Collects the violations of one request, with the path to where it is now.
// At most 100 are kept, and all are counted. Not thread-safe.
class FieldErrors {
 public:
  // The field is relative to the scopes that are open; empty for the innermost
  // scope itself.
  void Add(std::string_view field, std::string_view description,
           v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD);
  // REFERENCE_NOT_FOUND: the field refers to `name`, which does not exist or
  // cannot be used; the description follows the name.
  void AddMissing(std::string_view field, std::string_view name, std::string_view description);
  // What was found and is not among the old ones, relative to the scopes that are
  // open. Neither refers to what is missing.
  void AddNew(const FieldErrors& found, const FieldErrors& old);
  bool empty() const { return violations_.empty(); }
  // How many were added, also those that were not kept.
  int count() const { return count_; }
  // Whether no more are kept: a long list of writes or bookings need not be
  // looked at any further.
  bool full() const { return violations_.size() >= kKept; }
  const std::vector<FieldViolation>& violations() const { return violations_; }
  size_t size() const { return violations_.size(); }
  // OK when there are none; else INVALID_ARGUMENT with a BadRequest of the first
  // violations, up to 4 KiB. The reason is that of the first violation, and so is
  // the ResourceInfo of what is missing; the message has the first and says how
  // many more there are.
  absl::Status ToStatus() const;

  // Prefixes the paths of all fields added while it lives: `event`, or with an
  // index `bookings[2]`. Scopes end in the reverse order of their beginning.
  class Scope {
   public:
    Scope(FieldErrors& errors, std::string_view part);
    Scope(FieldErrors& errors, std::string_view part, int index);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    FieldErrors& errors_;
    size_t length_;
  };

 private:
  static constexpr size_t kKept = 100;

  void Keep(std::string_view field, FieldViolation violation);

  std::string path_;
  std::vector<FieldViolation> violations_;
  int count_ = 0;
};

// INVALID_ARGUMENT about one field.
absl::Status InvalidField(std::string_view field, std::string_view description,
                          v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD);
// NOT_FOUND: what the request is about does not exist.
absl::Status NotFound(std::string_view name);
// INVALID_ARGUMENT: a field refers to what does not exist (or is archived).
absl::Status ReferenceNotFound(std::string_view field, std::string_view name);
// ALREADY_EXISTS.
absl::Status AlreadyExists(std::string_view name);
// ABORTED: the etag is stale.
absl::Status EtagMismatch(std::string_view name);
// FAILED_PRECONDITION: the resource is in the wrong state for what was asked.
absl::Status IllegalState(std::string_view name, std::string_view description);
// FAILED_PRECONDITION: a venue decides about what has lapsed, at that time.
absl::Status HoldLapsed(std::string_view name, absl::Time time);
// FAILED_PRECONDITION: others depend on it; `dependents` are names of some.
absl::Status ResourceInUse(std::string_view name, std::string_view description,
                           const std::vector<std::string>& dependents);
// FAILED_PRECONDITION with the report, cut to 4 KiB, and a PreconditionFailure
// with the first few. The whole stays below 6 KiB, since trailers are small.
absl::Status ScheduleConflict(const v1::ConflictReport& report);
// INVALID_ARGUMENT: before and after images are above 3 MiB.
absl::Status WriteTooLarge();
// UNAUTHENTICATED: who calls is not known. Does not say why.
absl::Status Unauthenticated();
// PERMISSION_DENIED: the caller has no role that allows it; the description says
// which it would take.
absl::Status PermissionDenied(std::string_view description);
// INTERNAL: a defect of ours.
absl::Status Internal(std::string_view description);
// DATA_LOSS: what is stored cannot be read. The reason is INTERNAL.
absl::Status DataLoss(std::string_view description);
// INVALID_ARGUMENT: the request is not a message of its method.
absl::Status MalformedRequest(std::string_view description);
// INVALID_ARGUMENT: the request id was used for another request.
absl::Status RequestIdReused(std::string_view request_id);
// RESOURCE_EXHAUSTED: a limit that each caller has. With a RetryInfo, unless the
// same request would never be within it.
absl::Status LimitExceeded(std::string_view description, std::optional<absl::Duration> retry_after);
// RESOURCE_EXHAUSTED, UNAVAILABLE and UNAVAILABLE, with a RetryInfo.
absl::Status Overloaded(absl::Duration retry_after);
absl::Status ShuttingDown(absl::Duration retry_after);
absl::Status StoreUnavailable(std::string_view description, absl::Duration retry_after);
// UNAVAILABLE: the disk failed, and the write may or may not have happened.
absl::Status OutcomeUnknown();
// RESOURCE_EXHAUSTED: no answer may take that long to read.
absl::Status ReadTooLarge();
// RESOURCE_EXHAUSTED: the request takes more units of work, or more claims, than one may.
absl::Status TooCostly();
absl::Status TooManyClaims();
// DEADLINE_EXCEEDED and CANCELLED: nothing was done.
absl::Status DeadlineExceeded();
absl::Status Cancelled();

// The reason in the status's ErrorInfo; ERROR_REASON_UNSPECIFIED without one.
v1::ErrorReason ReasonOf(const absl::Status& status);

// Whether what was asked for is wrong, or does not fit what is stored: neither the
// store failed, nor did we.
bool IsCallers(const absl::Status& status);

// Adds a detail to a status, and reads it back. `Detail` is any message.
void AddDetail(absl::Status& status, const google::protobuf::Message& detail);
template <class Detail>
bool GetDetail(const absl::Status& status, Detail* detail) {
  auto payload =
      status.GetPayload("type.googleapis.com/" + std::string(Detail::descriptor()->full_name()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

}  // namespace taqvim::schedule
