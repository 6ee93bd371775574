#include "server/schedule/time/intervals.h"

#include <gtest/gtest.h>

namespace taqvim::schedule {
namespace {

using storage::Interval;

constexpr absl::Time kNow = absl::FromUnixSeconds(100);

TEST(SharedPart, BeginsWithTheLaterAndEndsWithTheEarlier) {
  EXPECT_EQ(SharedPart({1, 5}, {3, 9}), (Interval{3, 5}));
  EXPECT_EQ(SharedPart({3, 9}, {1, 5}), (Interval{3, 5}));
  EXPECT_EQ(SharedPart({1, Interval::kForever}, {3, 9}), (Interval{3, 9}));
}

TEST(IsUnfinished, UpToItsEndAndNotThen) {
  EXPECT_TRUE(IsUnfinished({0, 101}, kNow));
  EXPECT_FALSE(IsUnfinished({0, 100}, kNow));
}

TEST(PartAhead, BeginsNowOrLater) {
  EXPECT_EQ(PartAhead({50, 150}, kNow), (Interval{100, 150}));
  EXPECT_EQ(PartAhead({120, 150}, kNow), (Interval{120, 150}));
  EXPECT_EQ(FromNowOn(kNow), (Interval{100, Interval::kForever}));
}

}  // namespace
}  // namespace taqvim::schedule
