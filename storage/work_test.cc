#include "storage/work.h"

#include "gtest/gtest.h"
#include "storage/refusal.h"

namespace taqvim::storage {
namespace {

const std::function<bool()> kNobodyCancels;
const Environment kEnvironment = Environment::System();

TEST(Work, WithoutLimitsGoesOn) {
  Work work;
  EXPECT_TRUE(work.Spend(1'000'000'000).ok());
  EXPECT_TRUE(work.SpendClaims(1'000'000'000).ok());
  EXPECT_EQ(work.spent(), 2'000'000'000);
}

TEST(Work, EndsAboveItsUnits) {
  Work work({.units = 1000}, absl::InfiniteDuration(), kNobodyCancels, kEnvironment);
  EXPECT_TRUE(work.Spend(1000).ok());
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kTooCostly));
  EXPECT_TRUE(IsRefused(work.Spend(0), Refusal::kTooCostly));
}

TEST(Work, EndsAboveItsClaimsBeforeTheyAreMade) {
  Work work({.claims = 10}, absl::InfiniteDuration(), kNobodyCancels, kEnvironment);
  EXPECT_TRUE(work.SpendClaims(10).ok());
  EXPECT_TRUE(IsRefused(work.SpendClaims(1), Refusal::kTooManyClaims));
  EXPECT_FALSE(work.Count(1));
}

TEST(Work, EndsWithinSoManyUnitsOfItsDeadline) {
  absl::Duration now;
  Environment env = kEnvironment;
  env.steady = [&] { return now; };
  Work work({}, absl::Seconds(1), kNobodyCancels, env);
  EXPECT_TRUE(work.Spend(Work::kBetweenLooks).ok());
  now += absl::Seconds(2);
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kTooLate));
}

TEST(Work, EndsWhenNobodyWaits) {
  bool cancelled = false;
  const std::function<bool()> asks = [&] { return cancelled; };
  Work work({}, absl::InfiniteDuration(), asks, kEnvironment);
  EXPECT_TRUE(work.Spend(Work::kBetweenLooks).ok());
  cancelled = true;
  EXPECT_TRUE(IsRefused(work.Spend(Work::kBetweenLooks), Refusal::kCancelled));
}

TEST(Work, AsksTheClockSeldom) {
  int asked = 0;
  Environment env = kEnvironment;
  env.steady = [&] { return ++asked, absl::ZeroDuration(); };
  Work work({}, absl::Seconds(1), kNobodyCancels, env);
  for (int i = 0; i < 10 * Work::kBetweenLooks; ++i) EXPECT_TRUE(work.Count(1));
  EXPECT_EQ(asked, 10);
}

}  // namespace
}  // namespace taqvim::storage
