#include "storage/engine/log/log_extent.h"

#include <gmock/gmock.h>

namespace taqvim::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kOneDay = absl::Hours(24);
const absl::Time kBegin = absl::FromUnixSeconds(1'790'000'000);

class LogExtentTest : public ::testing::Test {
 protected:
  // So many rows, with that time between them.
  void Add(int rows, absl::Duration gap, int64_t bytes = 100) {
    for (int i = 0; i < rows; ++i) extent_.Add(++revision_, now_ += gap, bytes);
  }
  std::vector<int64_t> GiveUp(const LogRetention& keep) { return extent_.GiveUp(keep, now_); }

  LogExtent extent_;
  absl::Time now_ = kBegin;
  int64_t revision_ = 0;
};

TEST_F(LogExtentTest, GivesUpWhatIsOlderInWholeStretches) {
  Add(64 * 40, absl::Hours(1));
  // 30 days are 720 hours: the last 11 stretches, and a bit.
  EXPECT_EQ(GiveUp({.age = 30 * kOneDay}).back(), 64 * 28);
  EXPECT_THAT(GiveUp({.age = 30 * kOneDay}), IsEmpty());
  Add(64, absl::Hours(1));
  EXPECT_THAT(GiveUp({.age = 30 * kOneDay}), ElementsAre(64 * 29));
}

TEST_F(LogExtentTest, GivesUpTheOldestWhenAllIsTooLarge) {
  Add(64 * 10, kOneDay);
  EXPECT_THAT(GiveUp({.bytes = 64 * 100 * 8}), ElementsAre(64, 128));
  EXPECT_THAT(GiveUp({.bytes = 64 * 100 * 8}), IsEmpty());
}

TEST_F(LogExtentTest, KeepsSevenDaysHoweverLarge) {
  Add(64 * 100, absl::Minutes(1), 1 << 20);
  EXPECT_THAT(GiveUp({.age = absl::ZeroDuration(), .bytes = 1}), IsEmpty());
}

TEST_F(LogExtentTest, NeverGivesUpTheNewest) {
  Add(10, kOneDay);
  EXPECT_THAT(GiveUp({.age = absl::ZeroDuration(), .bytes = 0}), IsEmpty());
}

TEST_F(LogExtentTest, MakesStretchesOfAFewLargeRows) {
  Add(20, kOneDay, 1 << 20);
  EXPECT_THAT(GiveUp({.bytes = 15 << 20}), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(LogExtentTest, CountsADayOfAJumpAtMost) {
  Add(64 * 20, absl::Hours(1));
  Add(64, 3650 * kOneDay / 64);
  now_ += 3650 * kOneDay;
  // A jump with every revision still counts a day each.
  EXPECT_THAT(GiveUp({.age = 150 * kOneDay}), IsEmpty());
}

TEST_F(LogExtentTest, IsNotMisledByOneFarJump) {
  Add(64 * 5, absl::Hours(1));
  Add(1, 3650 * kOneDay);
  Add(64, absl::Hours(1));
  EXPECT_THAT(GiveUp({.age = 30 * kOneDay}), IsEmpty());
}

}  // namespace
}  // namespace taqvim::storage
