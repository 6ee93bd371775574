#include "server/rpc/wire/status.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/error_details.h"
#include "server/base/errors.h"
#include "storage/refusal.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::rpc {
namespace {

using google::rpc::BadRequest;
using google::rpc::ErrorInfo;
using google::rpc::PreconditionFailure;

// How long callers are asked to wait: long enough for a stopped server to be started
// again.
constexpr absl::Duration kRetryAfterFailure = absl::Seconds(1);

constexpr size_t kMaxMessageBytes = 512;
// Names of the trailers, their framing, and the code.
constexpr size_t kTrailerOverhead = 160;

// Of a failure whose words are for the log alone, since they may say where the database is.
constexpr char kNoDatabase[] =
    "The database does not answer at the moment, and nothing was changed.";

// By which a back end knows its failures.
bool HasPayload(const absl::Status& status) {
  bool has = false;
  status.ForEachPayload([&has](absl::string_view, const absl::Cord&) { has = true; });
  return has;
}

absl::Status Defect() {
  return schedule::Internal("The server met a defect of its own; its log says more.");
}

absl::Status OfRefusal(storage::Refusal refusal, absl::string_view request_id) {
  switch (refusal) {
    case storage::Refusal::kWriteTooLarge:
      return schedule::WriteTooLarge();
    case storage::Refusal::kRequestIdReused:
      return schedule::RequestIdReused(std::string(request_id));
    case storage::Refusal::kQueueFull:
      return schedule::Overloaded(kRetryAfterOverload);
    case storage::Refusal::kTooLate:
      return schedule::DeadlineExceeded();
    case storage::Refusal::kReadTooLong:
      return schedule::ReadTooLarge();
    case storage::Refusal::kTooCostly:
      return schedule::TooCostly();
    case storage::Refusal::kTooManyClaims:
      return schedule::TooManyClaims();
    case storage::Refusal::kCancelled:
      return schedule::Cancelled();
    case storage::Refusal::kClosing:
      return schedule::ShuttingDown(kRetryAfterFailure);
    case storage::Refusal::kOutcomeUnknown:
      return schedule::OutcomeUnknown();
    // Whoever asks for a place in the log says what became of it.
    case storage::Refusal::kNotOfThatHistory:
    case storage::Refusal::kOutsideLog:
      break;
  }
  return Defect();
}

// Of what carries no reason: the store's refusals, who may not do what, and a disk
// that fails. All else is ours to mend.
absl::Status WithReason(const absl::Status& status, absl::string_view request_id) {
  if (const auto refusal = storage::RefusalOf(status)) return OfRefusal(*refusal, request_id);
  if (absl::IsPermissionDenied(status)) {
    return schedule::PermissionDenied(std::string(status.message()));
  }
  if (absl::IsUnavailable(status)) {
    if (HasPayload(status)) return schedule::StoreUnavailable(kNoDatabase, kRetryAfterFailure);
    return schedule::StoreUnavailable(std::string(status.message()), kRetryAfterFailure);
  }
  return Defect();
}

// The longest prefix of at most so many bytes that does not cut a character.
absl::string_view Cut(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

// The length of grpc-message, which is percent-encoded.
size_t EncodedSize(absl::string_view message) {
  size_t size = 0;
  for (char c : message) size += absl::ascii_isprint(c) && c != '%' ? 1 : 3;
  return size;
}

size_t TrailerBytes(const google::rpc::Status& status) {
  const size_t base64 = (status.ByteSizeLong() + 2) / 3 * 4;
  return EncodedSize(status.message()) + base64 + kTrailerOverhead;
}

// Takes the last element out of such a detail's list; false when there is no
// such detail, or only one element.
template <class Detail, class List>
bool ShortenList(google::rpc::Status& status, List* (Detail::*list)()) {
  for (auto& any : *status.mutable_details()) {
    Detail detail;
    if (!any.UnpackTo(&detail) || (detail.*list)()->size() <= 1) continue;
    (detail.*list)()->RemoveLast();
    any.PackFrom(detail);
    return true;
  }
  return false;
}

bool DropLargest(google::rpc::Status& status) {
  auto& details = *status.mutable_details();
  int largest = -1;
  for (int i = 0; i < details.size(); ++i) {
    if (details[i].Is<ErrorInfo>()) continue;
    if (largest < 0 || details[i].value().size() > details[largest].value().size()) largest = i;
  }
  if (largest >= 0) details.DeleteSubrange(largest, 1);
  return largest >= 0;
}

// What repeats the conflicts goes first, the conflicts themselves go last.
bool Shorten(google::rpc::Status& status) {
  return ShortenList(status, &PreconditionFailure::mutable_violations) ||
         ShortenList(status, &BadRequest::mutable_field_violations) ||
         ShortenList(status, &v1::ConflictReport::mutable_conflicts) || DropLargest(status);
}

google::rpc::Status WithDetails(const absl::Status& status) {
  google::rpc::Status all;
  all.set_code(static_cast<int>(status.code()));
  all.set_message(std::string(Cut(status.message(), kMaxMessageBytes)));
  status.ForEachPayload([&all](absl::string_view type_url, const absl::Cord& value) {
    auto* detail = all.add_details();
    detail->set_type_url(std::string(type_url));
    detail->set_value(std::string(value));
  });
  // Payloads come in an order of chance; the same error is to be the same bytes.
  std::sort(all.mutable_details()->begin(), all.mutable_details()->end(),
            [](const auto& a, const auto& b) { return a.type_url() < b.type_url(); });
  return all;
}

}  // namespace

absl::Status ForCaller(const absl::Status& status, absl::string_view request_id) {
  if (status.ok()) return status;
  if (absl::IsInternal(status) || absl::IsDataLoss(status)) return Defect();
  if (schedule::ReasonOf(status) != v1::ERROR_REASON_UNSPECIFIED) return status;
  return WithReason(status, request_id);
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status all = WithDetails(status);
  while (TrailerBytes(all) > kMaxTrailerBytes && Shorten(all)) {
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), all.message(),
                      all.SerializeAsString());
}

}  // namespace taqvim::rpc
