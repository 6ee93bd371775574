#include "client/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::client {
namespace {

using ::testing::Lt;
using ::testing::MatchesRegex;

Environment Fixed(absl::Time now) {
  return {.now = [now] { return now; },
          .random = [] { return 0xfedcba9876543210; },
          .sleep = [](absl::Duration) {}};
}

TEST(NewRequestId, IsAUuidOfVersionSeven) {
  EXPECT_EQ(NewRequestId(Fixed(absl::FromUnixMillis(0x0123456789ab))),
            "01234567-89ab-7210-bedc-ba9876543210");
}

TEST(NewRequestId, SortsByTime) {
  const absl::Time first = absl::FromUnixMillis(1'700'000'000'000);
  EXPECT_THAT(NewRequestId(Fixed(first)), Lt(NewRequestId(Fixed(first + absl::Milliseconds(1)))));
}

TEST(NewRequestId, DiffersEachTime) {
  const Environment system = Environment::System();
  EXPECT_NE(NewRequestId(system), NewRequestId(system));
}

TEST(EnsureRequestId, FillsInAMissingOne) {
  v1::CreateEventRequest request;
  const std::string id = EnsureRequestId(Environment::System(), &request);
  EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"));
  EXPECT_EQ(request.request_id(), id);
}

TEST(EnsureRequestId, KeepsTheCallers) {
  v1::CreateEventRequest request;
  request.set_request_id("mine-0001");
  EXPECT_EQ(EnsureRequestId(Environment::System(), &request), "mine-0001");
  EXPECT_EQ(request.request_id(), "mine-0001");
}

TEST(EnsureRequestId, LeavesRequestsWithoutTheFieldAlone) {
  v1::GetEventRequest request;
  EXPECT_EQ(EnsureRequestId(Environment::System(), &request), "");
}

}  // namespace
}  // namespace taqvim::client
