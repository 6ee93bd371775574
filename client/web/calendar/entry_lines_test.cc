#include "client/web/calendar/entry_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CalendarEntry Concert() {
  return {
      .uid = "8f14e45f@taqvim.example",
      .sequence = 7,
      .modified = absl::FromUnixSeconds(1700000000),
      .summary = "Konsert; dutar, tanbur",
      .description = "Açılış\nSaat 19:00",
      .location = "Böyük zal, Bakı",
      .web_address = "https://taqvim.example/events/konsert",
      .categories = {"Concert", "Culture days"},
      .when = EntryHours{
          {absl::CivilSecond(2026, 5, 1, 19)}, {absl::CivilSecond(2026, 5, 1, 21)}, "Asia/Baku"}};
}

std::string Written(const CalendarEntry& entry) {
  ContentLines lines;
  const absl::Status status = WriteEntry(entry, &lines);
  if (!status.ok()) return std::string(status.message());
  return absl::StrReplaceAll(std::move(lines).Take(), {{"\r\n", "\n"}});
}

TEST(EntryTest, HasAllThatReadersAskFor) {
  EXPECT_EQ(Written(Concert()), R"(BEGIN:VEVENT
UID:8f14e45f@taqvim.example
DTSTAMP:20231114T221320Z
LAST-MODIFIED:20231114T221320Z
SEQUENCE:7
DTSTART;TZID=Asia/Baku:20260501T190000
DTEND;TZID=Asia/Baku:20260501T210000
SUMMARY:Konsert\; dutar\, tanbur
DESCRIPTION:Açılış\nSaat 19:00
LOCATION:Böyük zal\, Bakı
URL:https://taqvim.example/events/konsert
CATEGORIES:Concert,Culture days
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
)");
}

TEST(EntryTest, EndsADayAfterItsLastDay) {
  CalendarEntry entry = Concert();
  entry.when = EntryDays{absl::CivilDay(2026, 12, 30), absl::CivilDay(2026, 12, 31)};
  EXPECT_THAT(Written(entry),
              HasSubstr("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270101\n"));
  entry.when = EntryDays{absl::CivilDay(2028, 2, 28), absl::CivilDay(2028, 2, 28)};
  EXPECT_THAT(Written(entry),
              HasSubstr("DTSTART;VALUE=DATE:20280228\nDTEND;VALUE=DATE:20280229\n"));
}

TEST(EntryTest, HasNoEndWhereItTakesNoTime) {
  CalendarEntry entry = Concert();
  auto& hours = std::get<EntryHours>(entry.when);
  hours.end = hours.start;
  EXPECT_THAT(Written(entry), HasSubstr("DTSTART;TZID=Asia/Baku:20260501T190000\nSUMMARY"));
}

TEST(EntryTest, SaysWhatStateItIsIn) {
  CalendarEntry entry = Concert();
  EXPECT_THAT(Written(entry), Not(HasSubstr("CLASS")));
  entry.status = EntryStatus::kTentative;
  entry.transparent = true;
  entry.is_private = true;
  EXPECT_THAT(Written(entry),
              HasSubstr("STATUS:TENTATIVE\nTRANSP:TRANSPARENT\nCLASS:PRIVATE\nEND"));
  entry.status = EntryStatus::kCancelled;
  EXPECT_THAT(Written(entry), HasSubstr("STATUS:CANCELLED\n"));
}

TEST(EntryTest, LeavesOutWhatIsEmpty) {
  CalendarEntry entry = Concert();
  entry.summary = entry.description = entry.location = "";
  entry.categories.clear();
  entry.web_address = "javascript:alert(1)";
  EXPECT_THAT(Written(entry), HasSubstr("\nDTEND;TZID=Asia/Baku:20260501T210000\nSTATUS:"));
}

TEST(EntryTest, IsRefusedWithoutAnIdentity) {
  CalendarEntry entry = Concert();
  entry.uid = "\x01";
  EXPECT_EQ(Written(entry), "An entry needs a UID.");
  entry = Concert();
  entry.sequence = 2147483647;
  EXPECT_THAT(Written(entry), HasSubstr("SEQUENCE:2147483647\n"));
  entry.sequence = 2147483648;
  EXPECT_EQ(Written(entry), "A sequence is from 0 to 2147483647, not 2147483648.");
  entry.sequence = -1;
  EXPECT_EQ(Written(entry), "A sequence is from 0 to 2147483647, not -1.");
  entry = Concert();
  entry.modified = absl::InfiniteFuture();
  EXPECT_EQ(Written(entry), "An entry was changed in one of the years 1 to 9999.");
}

TEST(EntryTest, IsRefusedWhereItEndsBeforeItStarts) {
  CalendarEntry entry = Concert();
  entry.when = EntryDays{absl::CivilDay(2026, 5, 2), absl::CivilDay(2026, 5, 1)};
  EXPECT_EQ(Written(entry), "Its last day would be 2026-05-01, before the first, 2026-05-02.");
  entry.when = EntryDays{absl::CivilDay(9999, 12, 30), absl::CivilDay(9999, 12, 31)};
  EXPECT_EQ(Written(entry), "Only days of the years 1 to 9999 can be written.");
}

TEST(EntryTest, TakesAsManyBytesAsAreWritten) {
  ContentLines lines;
  ASSERT_TRUE(WriteEntry(Concert(), &lines).ok());
  EXPECT_EQ(EntryBytes(Concert()).value(), std::move(lines).Take().size());
  CalendarEntry unknown = Concert();
  std::get<EntryHours>(unknown.when).zone = "Asia/Nowhere";
  EXPECT_EQ(EntryBytes(unknown).status().message(),
            "The time zone \"Asia/Nowhere\" is not known here.");
}

}  // namespace
}  // namespace taqvim::web
