// Retry policy of calls: which errors are retried, and exponential backoff with jitter.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::client {

struct RetryPolicy {
  // How many times a call is sent at most, the first included, within the time that it may
  // take; 1 never retries.
  int attempts = 5;
  // The pause after the first attempt; each next one is twice as long, up to the
  // longest. A random share of up to half of each is taken off, so that many clients do
  // not come back in the same moment.
  absl::Duration first_pause = absl::Milliseconds(100);
  absl::Duration longest_pause = absl::Seconds(5);
};

// Whether a call of the method may be sent again though it may have been done: it only reads, as
// the contract says of it, or its request has an id under which it is done once.
bool IsRepeatable(const google::protobuf::MethodDescriptor& method);

// Whether the call may succeed when it is sent again: UNAVAILABLE;
// RESOURCE_EXHAUSTED when the server says when to come back; and CANCELLED, which
// is what gRPC makes of calls that reach a server in the moment in which it
// stops, as this library cancels none.
bool IsRetryable(const absl::Status& status);

// The pause after the attempt of that number, counted from 1. At least as long
// as the server asked for with a RetryInfo.
absl::Duration PauseAfter(const RetryPolicy& policy, int attempt, const absl::Status& status,
                          uint64_t random);

}  // namespace taqvim::client
