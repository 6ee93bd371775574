#include "storage/work.h"

#include "gtest/gtest.h"
#include "storage/refusal.h"

namespace taqvim::storage {
namespace {

constexpr absl::Time kNow = absl::UnixEpoch();
const std::function<bool()> kNobodyCancels;
const std::function<absl::Time()> kClock = [] { return kNow; };

TEST(Work, WithoutLimitsGoesOn) {
  Work work;
  EXPECT_TRUE(work.Spend(1'000'000'000).ok());
  EXPECT_TRUE(work.SpendClaims(1'000'000'000).ok());
  EXPECT_EQ(work.spent(), 2'000'000'000);
}

TEST(Work, EndsAboveItsUnits) {
  Work work({.units = 1000}, absl::InfiniteFuture(), kNobodyCancels, kClock);
  EXPECT_TRUE(work.Spend(1000).ok());
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kTooCostly));
  EXPECT_TRUE(IsRefused(work.Spend(0), Refusal::kTooCostly));
}

TEST(Work, EndsAboveItsClaimsBeforeTheyAreMade) {
  Work work({.claims = 10}, absl::InfiniteFuture(), kNobodyCancels, kClock);
  EXPECT_TRUE(work.SpendClaims(10).ok());
  EXPECT_TRUE(IsRefused(work.SpendClaims(1), Refusal::kTooManyClaims));
  EXPECT_FALSE(work.Count(1));
}

TEST(Work, EndsWithinSoManyUnitsOfItsDeadline) {
  absl::Time now = kNow;
  const std::function<absl::Time()> clock = [&] { return now; };
  Work work({}, kNow + absl::Seconds(1), kNobodyCancels, clock);
  EXPECT_TRUE(work.Spend(Work::kBetweenLooks).ok());
  now += absl::Seconds(2);
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kTooLate));
}

TEST(Work, EndsWhenNobodyWaits) {
  bool cancelled = false;
  const std::function<bool()> asks = [&] { return cancelled; };
  Work work({}, absl::InfiniteFuture(), asks, kClock);
  EXPECT_TRUE(work.Spend(Work::kBetweenLooks).ok());
  cancelled = true;
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kCancelled));
}

TEST(Work, AsksTheClockSeldom) {
  int asked = 0;
  const std::function<absl::Time()> clock = [&] { return ++asked, kNow; };
  Work work({}, kNow + absl::Seconds(1), kNobodyCancels, clock);
  for (int i = 0; i < 10 * Work::kBetweenLooks; ++i) EXPECT_TRUE(work.Count(1));
  EXPECT_EQ(asked, 10);
}

}  // namespace
}  // namespace taqvim::storage
