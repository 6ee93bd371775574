#include "server/schedule/stored/zone_topics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

std::string FingerprintOfZone(const std::string& name) { return FingerprintOf(*FindZone(name)); }

TEST(FingerprintOf, TellsRulesApart) {
  EXPECT_NE(FingerprintOfZone("Europe/Berlin"), FingerprintOfZone("Europe/Moscow"));
  EXPECT_NE(FingerprintOf(absl::FixedTimeZone(5 * 3600)), FingerprintOf(absl::UTCTimeZone()));
  EXPECT_NE(FingerprintOfZone("Asia/Almaty"), FingerprintOf(absl::FixedTimeZone(5 * 3600)));
}

TEST(FingerprintOf, IsThatOfTheRulesAndNotOfTheName) {
  EXPECT_EQ(FingerprintOfZone("Asia/Istanbul"), FingerprintOfZone("Europe/Istanbul"));
  EXPECT_EQ(FingerprintOf(absl::FixedTimeZone(0)), FingerprintOf(absl::UTCTimeZone()));
}

TEST(ZoneState, IsReadAsItWasWritten) {
  const ZoneState done{.fingerprint = "abc"};
  EXPECT_EQ(ToText(done), "abc");
  EXPECT_FALSE(ParseZoneState("abc")->begun());
  const auto begun = ParseZoneState(ToText({.fingerprint = "abc", .target = "def", .reached = 7}));
  ASSERT_TRUE(begun.ok()) << begun.status();
  EXPECT_TRUE(begun->begun());
  EXPECT_EQ(begun->fingerprint, "abc");
  EXPECT_EQ(begun->target, "def");
  EXPECT_EQ(begun->reached, 7);
  EXPECT_TRUE(absl::IsDataLoss(ParseZoneState("abc def").status()));
}

}  // namespace
}  // namespace taqvim::schedule
