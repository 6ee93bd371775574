#include "client/web/calendar/written_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kHour = absl::Hours(1);

// As `20260329T013000-20260329T033000`, with a Z behind each in UTC; else what is wrong.
std::string Written(const EntryHours& hours) {
  const auto written = HoursAsWritten(hours);
  if (!written.ok()) return std::string(written.status().message());
  const char* const suffix = written->by_zone ? "" : "Z";
  return absl::StrCat(DateTimeForm(written->start), suffix, "-", DateTimeForm(written->end),
                      suffix);
}

absl::CivilSecond Local(int year, int month, int day, int hour, int minute = 0) {
  return absl::CivilSecond(year, month, day, hour, minute);
}

TEST(WrittenHoursTest, AreByTheClocksOfTheZone) {
  EXPECT_EQ(Written({{Local(2024, 2, 29, 19)}, {Local(2024, 2, 29, 21, 30)}, "Asia/Almaty"}),
            "20240229T190000-20240229T213000");
}

TEST(WrittenHoursTest, AreInUtcWhereThatIsTheZone) {
  for (const char* zone : {"UTC", "Etc/UTC"}) {
    EXPECT_EQ(Written({{Local(2026, 1, 1, 19)}, {Local(2026, 1, 1, 20)}, zone}),
              "20260101T190000Z-20260101T200000Z");
  }
}

// 25 October 2026: 02:30 is shown twice, and not all readers take the first.
TEST(WrittenHoursTest, AreInUtcWhereTheClocksShowATimeTwice) {
  const EntryTime first{Local(2026, 10, 25, 2, 30)}, late{Local(2026, 10, 25, 5)};
  EXPECT_EQ(Written({first, late, "Europe/Berlin"}), "20261025T003000Z-20261025T040000Z");
  const EntryTime said{first.local, 2 * kHour}, second{first.local, 1 * kHour};
  EXPECT_EQ(Written({said, late, "Europe/Berlin"}), "20261025T003000Z-20261025T040000Z");
  EXPECT_EQ(Written({second, late, "Europe/Berlin"}), "20261025T013000Z-20261025T040000Z");
  EXPECT_EQ(Written({said, second, "Europe/Berlin"}), "20261025T003000Z-20261025T013000Z");
  EXPECT_EQ(Written({{Local(2026, 10, 25, 1)}, second, "Europe/Berlin"}),
            "20261024T230000Z-20261025T013000Z");
}

TEST(WrittenHoursTest, AreByTheZoneFromTheHourAfterThatOn) {
  EXPECT_EQ(Written({{Local(2026, 10, 25, 1, 59)}, {Local(2026, 10, 25, 3)}, "Europe/Berlin"}),
            "20261025T015900-20261025T030000");
}

// 29 March 2026: from 02:00 to 03:00 there is nothing.
TEST(WrittenHoursTest, AreWhatTheClocksShowWhereTheySkipATime) {
  EXPECT_EQ(Written({{Local(2026, 3, 29, 2, 30)}, {Local(2026, 3, 29, 5)}, "Europe/Berlin"}),
            "20260329T033000-20260329T050000");
  EXPECT_EQ(Written({{Local(2011, 12, 30, 10)}, {Local(2011, 12, 31, 12)}, "Pacific/Apia"}),
            "20111231T100000-20111231T120000");
}

TEST(WrittenHoursTest, AreInUtcWhereZonesAreNotObserved) {
  EXPECT_EQ(Written({{Local(1920, 1, 1, 12)}, {Local(1920, 1, 1, 13)}, "Africa/Monrovia"}),
            "19200101T124430Z-19200101T134430Z");
  EXPECT_EQ(Written({{Local(2099, 12, 30, 12)}, {Local(2100, 7, 1, 13)}, "Europe/Berlin"}),
            "20991230T110000Z-21000701T110000Z");
}

TEST(WrittenHoursTest, RefuseAnEndBeforeTheStart) {
  EXPECT_EQ(Written({{Local(2026, 1, 1, 12)}, {Local(2026, 1, 1, 11)}, "Asia/Baku"}),
            "It would end at 2026-01-01T11:00:00, before it starts at 2026-01-01T12:00:00.");
  // The clocks show it to be after that.
  EXPECT_THAT(Written({{Local(2026, 10, 25, 2, 10), kHour},
                       {Local(2026, 10, 25, 2, 50), 2 * kHour},
                       "Europe/Berlin"}),
              HasSubstr("before it starts"));
}

TEST(WrittenHoursTest, RefuseWhatIsNoZone) {
  for (const std::string zone : {"", "Mars/Olympus", "../../etc/localtime", "/etc/localtime",
                                 "Asia/Almaty\r\nX:1", "Central Asia Standard Time",
                                 "Fixed/UTC+05:00:00", "Asia", "localtime", "right/Asia/Almaty"}) {
    EXPECT_THAT(Written({{Local(2026, 1, 1, 12)}, {Local(2026, 1, 1, 13)}, zone}),
                HasSubstr("is not known here."))
        << zone;
  }
}

TEST(WrittenHoursTest, RefuseYearsOfOtherThanFourDigits) {
  const char kWrong[] = "Only times of the years 1 to 9999 can be written.";
  EXPECT_EQ(Written({{Local(0, 12, 31, 12)}, {Local(1, 1, 1, 13)}, "UTC"}), kWrong);
  EXPECT_EQ(Written({{Local(9999, 12, 31, 12)}, {Local(10000, 1, 1, 0)}, "UTC"}), kWrong);
  // In UTC.
  EXPECT_EQ(Written({{Local(9999, 12, 31, 12)}, {Local(9999, 12, 31, 23)}, "America/New_York"}),
            kWrong);
  EXPECT_EQ(Written({{Local(9999, 12, 31, 12)}, {Local(9999, 12, 31, 23)}, "UTC"}),
            "99991231T120000Z-99991231T230000Z");
}

}  // namespace
}  // namespace taqvim::web
