#include "server/process/descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

namespace taqvim::process {
namespace {

TEST(Descriptors, AreAsManyAsTheyMayBeOnceTheLimitIsRaised) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low = {.rlim_cur = std::min<rlim_t>(before.rlim_max, 256),
                      .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(DescriptorLimit(), low.rlim_cur);
  RaiseDescriptorLimit();
  EXPECT_EQ(DescriptorLimit(), std::min<rlim_t>(before.rlim_max, kMostDescriptors));
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Descriptors, ThatLeaveNoRoomForConnectionsAreTooFew) {
  EXPECT_TRUE(CheckDescriptorLimit(300, 50).ok());
  const absl::Status few = CheckDescriptorLimit(100, 50);
  EXPECT_EQ(few.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(few.message()), ::testing::HasSubstr("ulimit -n"));
}

}  // namespace
}  // namespace taqvim::process
