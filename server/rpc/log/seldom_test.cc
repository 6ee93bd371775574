#include "server/rpc/log/seldom.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::rpc {
namespace {

class SeldomTest : public ::testing::Test {
 protected:
  Seldom seldom_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(SeldomTest, TellsTheFirstAtOnceAndTheRestInSumAfterAMinute) {
  EXPECT_EQ(seldom_.ToTell("a", now_), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(seldom_.ToTell("a", now_ + absl::Seconds(59)), 0);
  EXPECT_EQ(seldom_.ToTell("a", now_ + absl::Seconds(60)), 6);
  EXPECT_EQ(seldom_.ToTell("a", now_ + absl::Seconds(61)), 0);
}

TEST_F(SeldomTest, TellsAsOftenAMinuteAsItIsAsked) {
  int told = 0;
  for (int i = 0; i < 60'000; ++i) {
    told += seldom_.ToTell("a", now_ + absl::Milliseconds(i), 20) > 0 ? 1 : 0;
  }
  EXPECT_EQ(told, 20);
  EXPECT_EQ(seldom_.ToTell("a", now_ + absl::Minutes(1), 20), 60'000 - 20 + 1);
}

TEST_F(SeldomTest, HasWhatWasNotToldOnce) {
  for (int i = 0; i < 5; ++i) seldom_.ToTell("a", now_);
  EXPECT_TRUE(seldom_.TakeUntold(now_ + absl::Seconds(59), false).empty());
  const auto untold = seldom_.TakeUntold(now_ + absl::Seconds(60), false);
  ASSERT_EQ(untold.size(), 1u);
  EXPECT_EQ(untold[0].what, "a");
  EXPECT_EQ(untold[0].times, 4);
  EXPECT_TRUE(seldom_.TakeUntold(now_ + absl::Hours(1), true).empty());
}

TEST_F(SeldomTest, TellsEachThingByItself) {
  EXPECT_EQ(seldom_.ToTell("a", now_), 1);
  EXPECT_EQ(seldom_.ToTell("b", now_), 1);
}

TEST_F(SeldomTest, TellsTogetherWhatIsTooMuchToCount) {
  int64_t told = 0;
  for (int i = 0; i < 1000; ++i) told += seldom_.ToTell(absl::StrCat(i), now_);
  EXPECT_EQ(told, 257);
  // Those that came once make room.
  now_ += absl::Minutes(1);
  EXPECT_EQ(seldom_.ToTell("new", now_), 1);
}

}  // namespace
}  // namespace taqvim::rpc
