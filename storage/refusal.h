// Reasons for which a store refuses a request, carried by statuses.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace taqvim::storage {

// Each has one canonical code, but a code has several reasons; what a caller is told
// depends on the reason. A status without one is a failure of the disk (UNAVAILABLE),
// damage (DATA_LOSS), or a defect of the store or its caller.
enum class Refusal {
  // INVALID_ARGUMENT: what the write changes exceeds 16 MiB, as it was or is then.
  kWriteTooLarge,
  // ALREADY_EXISTS: the principal used the request id for another request.
  kRequestIdReused,
  // RESOURCE_EXHAUSTED: as many wait as may.
  kQueueFull,
  // DEADLINE_EXCEEDED: the deadline passed before it was done; nothing is kept of it.
  kTooLate,
  // DEADLINE_EXCEEDED: the read held its snapshot for longer than any read may.
  kReadTooLong,
  // CANCELLED: the caller has cancelled it; nothing is kept of it.
  kCancelled,
  // UNAVAILABLE: the store is being closed; it was not begun.
  kClosing,
  // UNAVAILABLE: the store failed while it was stored; retry with the same request id.
  kOutcomeUnknown,
  // INVALID_ARGUMENT: the revision to begin with did not write the resource.
  kNotOfThatHistory,
  // OUT_OF_RANGE: the log does not reach there, no longer or not yet.
  kOutsideLog,
  // RESOURCE_EXHAUSTED: it takes more work than its limit.
  kTooCostly,
  // RESOURCE_EXHAUSTED: it would make more claims than its limit.
  kTooManyClaims,
};

// A status with that refusal's code, marked with the refusal.
absl::Status Refused(Refusal refusal, std::string_view message);
// A status of kClosing.
absl::Status RefusedForClosing();

// The refusal that the status is marked with; nullopt without one.
std::optional<Refusal> RefusalOf(const absl::Status& status);

inline bool IsRefused(const absl::Status& status, Refusal refusal) {
  return RefusalOf(status) == refusal;
}

}  // namespace taqvim::storage
