#include "client/web/calendar/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/web/calendar/testing/unfolded.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CalendarEntry Entry(const std::string& uid, const EntryHours& when) {
  return {.uid = uid,
          .modified = absl::FromUnixSeconds(1700000000),
          .summary = "A concert",
          .when = when};
}

EntryHours Evening(absl::CivilDay day, const std::string& zone) {
  return {{absl::CivilSecond(day) + 19 * 3600}, {absl::CivilSecond(day) + 21 * 3600}, zone};
}

std::string Written(const Calendar& calendar) {
  const auto bytes = WriteCalendar(calendar);
  if (!bytes.ok()) return std::string(bytes.status().message());
  EXPECT_EQ(WrongWithLines(*bytes), "");
  return absl::StrReplaceAll(*bytes, {{"\r\n", "\n"}});
}

TEST(CalendarTest, HasItsPropertiesZonesAndEntries) {
  Calendar calendar{.name = "Milli Kitabxana",
                    .description = "Zallar, sərgilər",
                    .source = "https://taqvim.example/calendar/venues/library.ics?lang=az",
                    .language = "az",
                    .colour = "teal",
                    .entries = {Entry("a@x", Evening(absl::CivilDay(2026, 5, 1), "Asia/Baku"))}};
  EXPECT_EQ(Written(calendar), R"(BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Taqvim//taqvim-web//EN
CALSCALE:GREGORIAN
NAME;LANGUAGE=az:Milli Kitabxana
X-WR-CALNAME:Milli Kitabxana
DESCRIPTION;LANGUAGE=az:Zallar\, sərgilər
X-WR-CALDESC:Zallar\, sərgilər
SOURCE;VALUE=URI:https://taqvim.example/calendar/venues/library.ics?lang=az
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
COLOR:teal
BEGIN:VTIMEZONE
TZID:Asia/Baku
BEGIN:STANDARD
DTSTART:20151025T050000
TZOFFSETFROM:+0500
TZOFFSETTO:+0400
TZNAME:+04
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:a@x
DTSTAMP:20231114T221320Z
LAST-MODIFIED:20231114T221320Z
SEQUENCE:0
DTSTART;TZID=Asia/Baku:20260501T190000
DTEND;TZID=Asia/Baku:20260501T210000
SUMMARY:A concert
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
)");
}

TEST(CalendarTest, HasOneComponentAtLeast) {
  EXPECT_EQ(Written({.refresh_interval = absl::ZeroDuration()}), R"(BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Taqvim//taqvim-web//EN
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Etc/UTC
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
TZNAME:UTC
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
)");
}

TEST(CalendarTest, HasEachZoneOnceForTheWholeWindow) {
  Calendar calendar;
  calendar.entries = {Entry("c@x", Evening(absl::CivilDay(2024, 4, 1), "Asia/Almaty")),
                      Entry("b@x", Evening(absl::CivilDay(2026, 5, 1), "Asia/Baku")),
                      Entry("a@x", Evening(absl::CivilDay(2024, 2, 1), "Asia/Almaty"))};
  const std::string bytes = Written(calendar);
  std::vector<std::string> zones;
  for (const std::string& line : Unfolded(absl::StrReplaceAll(bytes, {{"\n", "\r\n"}}))) {
    if (absl::StartsWith(line, "TZID:") || absl::StartsWith(line, "TZNAME")) zones.push_back(line);
  }
  EXPECT_THAT(zones, ::testing::ElementsAre("TZID:Asia/Almaty", "TZNAME:+06", "TZNAME:+05",
                                            "TZID:Asia/Baku", "TZNAME:+04"));
}

TEST(CalendarTest, NeedsNoZoneForWhatIsInUtcAndForDays) {
  Calendar calendar;
  calendar.entries = {Entry("a@x", Evening(absl::CivilDay(2024, 4, 1), "UTC"))};
  calendar.entries.push_back(
      {.uid = "b@x", .when = EntryDays{absl::CivilDay(2026, 5, 1), absl::CivilDay(2026, 5, 3)}});
  EXPECT_THAT(Written(calendar), Not(HasSubstr("VTIMEZONE")));
  EXPECT_THAT(Written(calendar), HasSubstr("DTSTART:20240401T190000Z\nDTEND:20240401T210000Z\n"));
}

TEST(CalendarTest, IsTheSameInWhateverOrderEntriesCome) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  Calendar calendar;
  for (int i = 0; i < 30; ++i) {
    // Several begin together.
    calendar.entries.push_back(Entry(
        absl::StrCat(i, "@x"),
        Evening(absl::CivilDay(2026, 5, 1 + i / 4), i % 2 == 0 ? "Asia/Baku" : "Asia/Almaty")));
  }
  const std::string first = Written(calendar);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(calendar.entries.begin(), calendar.entries.end(), random);
    ASSERT_EQ(Written(calendar), first);
  }
  EXPECT_LT(first.find("UID:0@x"), first.find("UID:4@x"));
}

TEST(CalendarTest, SaysHowOftenItIsWorthReading) {
  EXPECT_THAT(Written({.refresh_interval = absl::Minutes(90)}),
              HasSubstr("REFRESH-INTERVAL;VALUE=DURATION:PT90M\nX-PUBLISHED-TTL:PT90M\n"));
  EXPECT_THAT(Written({.refresh_interval = absl::Hours(12)}), HasSubstr(":PT12H\n"));
  EXPECT_THAT(Written({.refresh_interval = absl::Seconds(59)}), Not(HasSubstr("REFRESH")));
}

// Each makes some reader ask for an answer, ring a bell or move times.
TEST(CalendarTest, AsksNobodyForAnything) {
  Calendar calendar;
  calendar.entries = {Entry("a@x", Evening(absl::CivilDay(2026, 4, 1), "Europe/Berlin"))};
  const std::string bytes = Written(calendar);
  for (const char* name : {"METHOD", "ORGANIZER", "ATTENDEE", "VALARM", "X-WR-TIMEZONE", "RDATE",
                           "EXDATE", "RECURRENCE-ID"}) {
    EXPECT_THAT(bytes, Not(HasSubstr(name)));
  }
}

TEST(CalendarTest, RefusesAUidThatTwoHave) {
  Calendar calendar;
  calendar.entries = {Entry("a@x", Evening(absl::CivilDay(2026, 4, 1), "Asia/Baku")),
                      Entry("a@x\x01", Evening(absl::CivilDay(2026, 4, 2), "Asia/Baku"))};
  EXPECT_EQ(Written(calendar), "Two entries have the UID \"a@x\".");
}

TEST(CalendarTest, SaysWhichEntryCannotBeWritten) {
  Calendar calendar;
  calendar.entries = {Entry("a@x", Evening(absl::CivilDay(2026, 4, 1), "Asia/Nowhere"))};
  EXPECT_EQ(Written(calendar),
            "The entry \"a@x\" cannot be written. "
            "The time zone \"Asia/Nowhere\" is not known here.");
}

TEST(CalendarTest, RefusesWhatIsNoLanguageAndNoColour) {
  EXPECT_EQ(Written({.language = "az\r\nX:1"}), "\"az\\r\\nX:1\" is no tag of a language.");
  EXPECT_EQ(Written({.colour = "#00ff00"}), "\"#00ff00\" is no name of a colour.");
  EXPECT_THAT(Written({.name = "x", .language = "uz-Cyrl"}), HasSubstr("NAME;LANGUAGE=uz-Cyrl:x"));
}

}  // namespace
}  // namespace taqvim::web
