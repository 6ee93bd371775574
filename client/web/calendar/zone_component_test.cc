#include "client/web/calendar/zone_component.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"

namespace taqvim::web {
namespace {

std::string Written(const std::string& name, absl::CivilDay first, absl::CivilDay last) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  ContentLines lines;
  WriteZone(name, zone, absl::FromCivil(first, zone), absl::FromCivil(last, zone), &lines);
  return absl::StrReplaceAll(std::move(lines).Take(), {{"\r\n", "\n"}});
}

TEST(ZoneComponentTest, HasRulesWhereClocksAreSetEachYear) {
  EXPECT_EQ(Written("Europe/London", absl::CivilDay(2026, 1, 1), absl::CivilDay(2027, 12, 31)),
            R"(BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:20251026T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
)");
}

TEST(ZoneComponentTest, HasNoneWhereTheyAreSetOnce) {
  EXPECT_EQ(Written("Asia/Almaty", absl::CivilDay(2024, 2, 1), absl::CivilDay(2024, 3, 31)),
            R"(BEGIN:VTIMEZONE
TZID:Asia/Almaty
BEGIN:STANDARD
DTSTART:20041031T030000
TZOFFSETFROM:+0700
TZOFFSETTO:+0600
TZNAME:+06
END:STANDARD
BEGIN:STANDARD
DTSTART:20240301T000000
TZOFFSETFROM:+0600
TZOFFSETTO:+0500
TZNAME:+05
END:STANDARD
END:VTIMEZONE
)");
}

// python-icalendar reads no calendar that has such a rule.
TEST(ZoneComponentTest, HasNoRulesThatEnd) {
  const std::string written =
      Written("America/New_York", absl::CivilDay(2005, 1, 1), absl::CivilDay(2008, 12, 31));
  EXPECT_EQ(written.find("UNTIL"), std::string::npos) << written;
  EXPECT_NE(written.find("DTSTART:20060402T020000\n"), std::string::npos) << written;
}

TEST(ZoneComponentTest, WritesOffsetsWestOfUtcAndOfHalfAnHour) {
  const std::string written =
      Written("America/St_Johns", absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 12, 31));
  EXPECT_NE(written.find("TZOFFSETFROM:-0230\nTZOFFSETTO:-0330\nTZNAME:NST\n"), std::string::npos)
      << written;
}

}  // namespace
}  // namespace taqvim::web
