#include "storage/due_clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace taqvim::storage {
namespace {

class DueClockTest : public ::testing::Test {
 protected:
  // Time goes by on both clocks.
  void Pass(absl::Duration duration) {
    wall_ += duration;
    steady_ += duration;
  }

  absl::Time wall_ = absl::FromUnixSeconds(1'790'000'000);
  absl::Duration steady_;
  std::vector<absl::Status> alarms_;
  DueClock clock_{{.now = [this] { return wall_; },
                   .random = [] { return 0; },
                   .steady = [this] { return steady_; }},
                  [this](const absl::Status& alarm) { alarms_.push_back(alarm); }};
};

TEST_F(DueClockTest, FollowsTheWallClockHoweverLongNobodyLooks) {
  Pass(absl::Hours(24 * 400));
  EXPECT_EQ(clock_.Now(), wall_);
  EXPECT_TRUE(alarms_.empty());
}

TEST_F(DueClockTest, FollowsSmallCorrections) {
  for (int i = 0; i < 20; ++i) {
    wall_ += absl::Minutes(50);
    EXPECT_EQ(clock_.Now(), wall_);
  }
  EXPECT_TRUE(alarms_.empty());
}

TEST_F(DueClockTest, StandsStillAndRaisesOneAlarmWhenTheWallClockJumps) {
  Pass(absl::Minutes(5));
  const absl::Time right = clock_.Now();
  wall_ += absl::Hours(24 * 365);
  EXPECT_EQ(clock_.Now(), right);
  Pass(absl::Hours(2));
  EXPECT_EQ(clock_.Now(), right);
  EXPECT_TRUE(clock_.ahead());
  ASSERT_EQ(alarms_.size(), 1);
  EXPECT_NE(alarms_[0].message().find("nothing expires"), absl::string_view::npos);
}

TEST_F(DueClockTest, GoesOnOnceTheWallClockIsRightAgain) {
  wall_ += absl::Hours(24 * 365);
  clock_.Now();
  wall_ -= absl::Hours(24 * 365);
  Pass(absl::Hours(2));
  EXPECT_EQ(clock_.Now(), wall_);
  EXPECT_FALSE(clock_.ahead());
}

TEST_F(DueClockTest, ForgivesAClockThatWasSetBackAndForwardAgain) {
  wall_ -= absl::Hours(5);
  clock_.Now();
  wall_ += absl::Hours(5);
  EXPECT_EQ(clock_.Now(), wall_);
  EXPECT_TRUE(alarms_.empty());
}

}  // namespace
}  // namespace taqvim::storage
