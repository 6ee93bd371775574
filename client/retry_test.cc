#include "client/retry.h"

#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::client {
namespace {

constexpr uint64_t kNoJitter = 0;
constexpr uint64_t kMostJitter = std::numeric_limits<uint64_t>::max();

absl::Status Asking(absl::Status status, int seconds) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(seconds);
  status.SetPayload("type.googleapis.com/google.rpc.RetryInfo",
                    absl::Cord(info.SerializeAsString()));
  return status;
}

TEST(IsRepeatable, HoldsForReadsAndForWritesWithARequestId) {
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  const auto holds = [&](const std::string& method) {
    return IsRepeatable(*pool.FindMethodByName("taqvim.v1." + method));
  };
  EXPECT_TRUE(holds("EventService.GetEvent"));
  EXPECT_TRUE(holds("EventService.CheckEvents"));
  EXPECT_TRUE(holds("EventService.CreateEvent"));
  // Another token would be made, and nobody had the secret of the first.
  EXPECT_FALSE(holds("AccessService.CreateAccessToken"));
}

TEST(IsRetryable, HoldsForAnUnavailableServer) {
  EXPECT_TRUE(IsRetryable(absl::UnavailableError("down")));
}

TEST(IsRetryable, HoldsForABusyServerOnlyWhenItSaysWhenToComeBack) {
  EXPECT_FALSE(IsRetryable(absl::ResourceExhaustedError("busy")));
  EXPECT_TRUE(IsRetryable(Asking(absl::ResourceExhaustedError("busy"), 1)));
}

TEST(IsRetryable, HoldsForACallThatAStoppingServerDropped) {
  EXPECT_TRUE(IsRetryable(absl::CancelledError("CANCELLED")));
}

TEST(IsRetryable, DoesNotHoldForRefusals) {
  EXPECT_FALSE(IsRetryable(absl::OkStatus()));
  EXPECT_FALSE(IsRetryable(absl::AbortedError("stale")));
  EXPECT_FALSE(IsRetryable(absl::DeadlineExceededError("late")));
  EXPECT_FALSE(IsRetryable(Asking(absl::FailedPreconditionError("conflict"), 1)));
}

TEST(PauseAfter, DoublesUpToTheLongest) {
  const RetryPolicy policy{.attempts = 10,
                           .first_pause = absl::Milliseconds(100),
                           .longest_pause = absl::Milliseconds(350)};
  const absl::Status down = absl::UnavailableError("down");
  EXPECT_EQ(PauseAfter(policy, 1, down, kNoJitter), absl::Milliseconds(50));
  EXPECT_EQ(PauseAfter(policy, 2, down, kNoJitter), absl::Milliseconds(100));
  EXPECT_EQ(PauseAfter(policy, 3, down, kNoJitter), absl::Milliseconds(175));
  EXPECT_EQ(PauseAfter(policy, 60, down, kNoJitter), absl::Milliseconds(175));
}

TEST(PauseAfter, AddsAtMostTheOtherHalf) {
  const RetryPolicy policy;
  const absl::Duration pause = PauseAfter(policy, 1, absl::UnavailableError("down"), kMostJitter);
  EXPECT_GT(pause, absl::Milliseconds(99));
  EXPECT_LE(pause, policy.first_pause);
}

TEST(PauseAfter, IsNeverShorterThanTheServerAsked) {
  const absl::Status status = Asking(absl::UnavailableError("stopping"), 3);
  EXPECT_GE(PauseAfter(RetryPolicy(), 1, status, kNoJitter), absl::Seconds(3));
  EXPECT_GT(PauseAfter(RetryPolicy(), 1, status, kMostJitter), absl::Seconds(3));
}

}  // namespace
}  // namespace taqvim::client
