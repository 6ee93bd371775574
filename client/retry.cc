#include "client/retry.h"

#include <algorithm>

#include "client/error.h"

namespace taqvim::client {

bool IsRepeatable(const google::protobuf::MethodDescriptor& method) {
  if (method.input_type()->FindFieldByName("request_id") != nullptr) return true;
  return method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

bool IsRetryable(const absl::Status& status) {
  if (absl::IsUnavailable(status) || absl::IsCancelled(status)) return true;
  return absl::IsResourceExhausted(status) && DecodeError(status).retry_delay.has_value();
}

absl::Duration PauseAfter(const RetryPolicy& policy, int attempt, const absl::Status& status,
                          uint64_t random) {
  absl::Duration pause = policy.first_pause;
  for (int i = 1; i < attempt && pause < policy.longest_pause; ++i) pause *= 2;
  pause = std::min(pause, policy.longest_pause);
  const double share = static_cast<double>(random >> 11) / static_cast<double>(1ULL << 53);
  const absl::Duration asked = DecodeError(status).retry_delay.value_or(absl::ZeroDuration());
  // The jitter is added to what the server asked for: it gives all the same time.
  return std::max(pause / 2, asked) + pause / 2 * share;
}

}  // namespace taqvim::client
