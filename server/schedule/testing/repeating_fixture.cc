#include "server/schedule/testing/repeating_fixture.h"

#include "absl/strings/str_cat.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

std::vector<std::string> RepeatingTest::ClaimsOf(const std::string& name, const std::string& zone) {
  absl::TimeZone time_zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &time_zone));
  std::vector<std::string> text;
  for (const storage::Claim& claim : StoredClaims(name)) {
    text.push_back(
        absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(claim.interval.start), time_zone));
    if (claim.kind == storage::ClaimKind::kHeld) text.back() += " held";
  }
  return text;
}

void RepeatingTest::SetNow(const std::string& day) {
  absl::CivilDay civil;
  ASSERT_TRUE(absl::ParseCivilTime(day, &civil));
  schedule_.now = absl::FromCivil(civil, absl::UTCTimeZone());
}

bool RepeatingTest::Rolls() {
  const int64_t before = Revision();
  schedule_.store().RunPendingWrites();
  bool rolled = false;
  const auto log = schedule_.store().ChangesAfter(before, 1000, 1 << 30);
  EXPECT_TRUE(log.ok()) << log.status();
  for (const auto& entry : log->entries) {
    EXPECT_EQ(entry.principal, "system");
    rolled = rolled || entry.method == "system.RollHorizons";
  }
  return rolled;
}

std::string Rule(const std::string& rule, const std::string& more) {
  return absl::StrCat("recurrence { rule: '", rule, "' ", more, " } ");
}

std::string DayText(const std::string& field, const std::string& day) {
  return absl::StrCat(field, " { ", DateText(day), " } ");
}

std::vector<std::string> Text(const google::protobuf::RepeatedPtrField<google::type::Date>& days) {
  std::vector<std::string> text;
  for (const auto& day : days) text.push_back(absl::FormatCivilTime(ToCivilDay(day)));
  return text;
}

}  // namespace taqvim::schedule
