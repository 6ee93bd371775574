#include "storage/refusal.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

namespace taqvim::storage {
namespace {

constexpr absl::string_view kPayload = "taqvim.storage/refusal";

absl::StatusCode CodeOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kWriteTooLarge:
    case Refusal::kNotOfThatHistory:
      return absl::StatusCode::kInvalidArgument;
    case Refusal::kRequestIdReused:
      return absl::StatusCode::kAlreadyExists;
    case Refusal::kQueueFull:
    case Refusal::kTooCostly:
    case Refusal::kTooManyClaims:
      return absl::StatusCode::kResourceExhausted;
    case Refusal::kTooLate:
    case Refusal::kReadTooLong:
      return absl::StatusCode::kDeadlineExceeded;
    case Refusal::kCancelled:
      return absl::StatusCode::kCancelled;
    case Refusal::kClosing:
    case Refusal::kOutcomeUnknown:
      return absl::StatusCode::kUnavailable;
    case Refusal::kOutsideLog:
      return absl::StatusCode::kOutOfRange;
  }
  return absl::StatusCode::kInternal;
}

}  // namespace

absl::Status Refused(Refusal refusal, std::string_view message) {
  absl::Status status(CodeOf(refusal), {message.data(), message.size()});
  status.SetPayload(kPayload,
                    absl::Cord(std::string(1, static_cast<char>('a' + static_cast<int>(refusal)))));
  return status;
}

absl::Status RefusedForClosing() {
  return Refused(Refusal::kClosing, "The store is being closed; retry in a moment.");
}

std::optional<Refusal> RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  if (!payload.has_value() || payload->size() != 1) return std::nullopt;
  return static_cast<Refusal>((*payload)[0] - 'a');
}

}  // namespace taqvim::storage
