// Which days a rule has. Random rules are held against others' in tests/property.
#include "server/schedule/time/recurrence.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

constexpr absl::CivilDay kFar(9999, 12, 31);

absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return day;
}

// The first days of a rule, up to `through`, from `from` on; at most so many.
std::vector<absl::CivilDay> Expand(const std::string& rule, absl::CivilSecond start,
                                   absl::CivilDay from, absl::CivilDay through,
                                   size_t most = 10'000) {
  std::vector<absl::CivilDay> days;
  const auto parsed = RecurrenceRule::Parse(rule);
  EXPECT_TRUE(parsed.ok()) << rule << ": " << parsed.status();
  if (!parsed.ok()) return days;
  parsed->ForEach(start, from, through, [&](absl::CivilDay day) {
    days.push_back(day);
    return days.size() < most;
  });
  return days;
}

std::vector<absl::CivilDay> Expand(const std::string& rule, absl::CivilDay first,
                                   absl::CivilDay through = kFar, size_t most = 10'000) {
  return Expand(rule, absl::CivilSecond(first), first, through, most);
}

// `1997-09-02 1997-09-09`, with a full stop when there are no more than `most`.
std::string Text(const std::string& rule, const std::string& first, size_t most) {
  const auto days = Expand(rule, Day(first), kFar, most + 1);
  const auto shown = days.begin() + static_cast<int64_t>(std::min(days.size(), most));
  const std::string text =
      absl::StrJoin(days.begin(), shown, " ", [](std::string* out, absl::CivilDay day) {
        absl::StrAppend(out, absl::FormatCivilTime(day));
      });
  return days.size() > most ? text : absl::StrCat(text, text.empty() ? "." : " .");
}

// What a rule has from a day on: the first days, or all of them when it ends.
struct Vector {
  const char* rule;
  const char* first;
  // Separated by spaces; a full stop after the last one says that it ends there.
  const char* days;
};

void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.rule; }

// After the examples of RFC 5545, sections 3.3.10 and 3.8.5.3, by days.
constexpr Vector kVectors[] = {
    {"FREQ=DAILY;COUNT=10", "1997-09-02",
     "1997-09-02 1997-09-03 1997-09-04 1997-09-05 1997-09-06 1997-09-07 1997-09-08 1997-09-09 "
     "1997-09-10 1997-09-11 ."},
    {"FREQ=DAILY;UNTIL=19970905", "1997-09-02", "1997-09-02 1997-09-03 1997-09-04 1997-09-05 ."},
    {"FREQ=DAILY;INTERVAL=2", "1997-09-02", "1997-09-02 1997-09-04 1997-09-06 1997-09-08"},
    {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02",
     "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12 ."},
    {"FREQ=DAILY;BYMONTH=1;UNTIL=19990103", "1998-01-29",
     "1998-01-29 1998-01-30 1998-01-31 1999-01-01 1999-01-02 1999-01-03 ."},
    {"FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA;UNTIL=19990102", "1998-01-30",
     "1998-01-30 1998-01-31 1999-01-01 1999-01-02 ."},
    {"FREQ=WEEKLY;COUNT=10", "1997-09-02",
     "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-10-07 1997-10-14 1997-10-21 "
     "1997-10-28 1997-11-04 ."},
    {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02",
     "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28"},
    {"FREQ=WEEKLY;UNTIL=19971007;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 "
     "1997-09-30 1997-10-02 1997-10-07 ."},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01",
     "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01 "
     "1997-10-03 1997-10-13 1997-10-15 1997-10-17 1997-10-27 1997-10-29 1997-10-31 1997-11-10 "
     "1997-11-12 1997-11-14 1997-11-24 1997-11-26 1997-11-28 1997-12-08 1997-12-10 1997-12-12 "
     "1997-12-22 1997-12-24 ."},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16 ."},
    // The first day of the week matters where weeks are left out.
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05",
     "1997-08-05 1997-08-10 1997-08-19 1997-08-24 ."},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05",
     "1997-08-05 1997-08-17 1997-08-19 1997-08-31 ."},
    {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05",
     "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 "
     "1998-05-01 1998-06-05 ."},
    {"FREQ=MONTHLY;UNTIL=19971224;BYDAY=1FR", "1997-09-05",
     "1997-09-05 1997-10-03 1997-11-07 1997-12-05 ."},
    {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07",
     "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 "
     "1998-05-03 1998-05-31 ."},
    {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22",
     "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16 ."},
    {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28",
     "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02",
     "1997-09-02 1997-09-15 1997-10-02 1997-10-15 1997-11-02 1997-11-15 1997-12-02 1997-12-15 "
     "1998-01-02 1998-01-15 ."},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30",
     "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 "
     "1998-01-31 1998-02-01 ."},
    {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10",
     "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 "
     "1999-03-12 1999-03-13 ."},
    {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02",
     "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-11-04 1997-11-11"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10",
     "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 "
     "2001-06-10 2001-07-10 ."},
    {"FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10",
     "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 2003-01-10 "
     "2003-02-10 2003-03-10 ."},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01",
     "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 "
     "2003-07-19 2006-01-01 ."},
    {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"},
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13",
     "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19 1998-03-26 1999-03-04"},
    {"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05",
     "1997-06-05 1997-06-12 1997-06-19 1997-06-26 1997-07-03 1997-07-10 1997-07-17 1997-07-24 "
     "1997-07-31 1997-08-07 1997-08-14 1997-08-21 1997-08-28 1998-06-04 1998-06-11"},
    // The first day is not in the rule; an event of the schedule must begin later.
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02",
     "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "1997-09-30",
     "1997-09-30 1997-10-31 1997-11-28 1997-12-31"},
    {"FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU", "1997-01-05",
     "1997-01-05 1997-01-12 1997-01-19 1997-01-26 1999-01-03"},
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13",
     "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
    {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13",
     "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10 1998-02-07"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
     "1996-11-05 2000-11-07 2004-11-02"},
    {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04",
     "1997-09-04 1997-10-07 1997-11-06 ."},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29",
     "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15",
     "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30 ."},
    // A day that a month or year does not have is left out, never moved.
    {"FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29 2036-02-29"},
    {"FREQ=YEARLY;COUNT=3", "1896-02-29", "1896-02-29 1904-02-29 1908-02-29 ."},
    {"FREQ=MONTHLY", "2025-01-31", "2025-01-31 2025-03-31 2025-05-31 2025-07-31 2025-08-31"},
    {"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2", "2024-02-29", "2024-02-29 2025-02-28 2026-02-28"},
    // An end that comes before the second, and one at the very day.
    {"FREQ=WEEKLY;COUNT=1", "2025-10-07", "2025-10-07 ."},
    {"FREQ=WEEKLY;UNTIL=20251021", "2025-10-07", "2025-10-07 2025-10-14 2025-10-21 ."},
    {"freq=weekly;byday=tu;count=2", "2025-10-07", "2025-10-07 2025-10-14 ."},
};

class RecurrenceVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(RecurrenceVectors, ExpandsAsTheStandardSays) {
  const Vector& vector = GetParam();
  const std::vector<std::string> days = absl::StrSplit(vector.days, ' ');
  const size_t count = days.size() - (days.back() == "." ? 1 : 0);
  EXPECT_EQ(Text(vector.rule, vector.first, count), vector.days);
}

INSTANTIATE_TEST_SUITE_P(Rfc5545, RecurrenceVectors, ::testing::ValuesIn(kVectors));

// Rules with too many days to name them all.
struct Sum {
  const char* rule;
  const char* first;
  size_t count;
  const char* last;
};

void PrintTo(const Sum& sum, std::ostream* out) { *out << sum.rule; }

// At nine o'clock; the UTC of the standard's UNTIL as local times of New York.
constexpr Sum kSums[] = {
    {"FREQ=DAILY;UNTIL=19971223T190000", "1997-09-02", 113, "1997-12-23"},
    {"FREQ=YEARLY;UNTIL=20000131T090000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01", 93,
     "2000-01-31"},
    {"FREQ=DAILY;UNTIL=20000131T090000;BYMONTH=1", "1998-01-01", 93, "2000-01-31"},
    {"FREQ=WEEKLY;UNTIL=19971223T190000", "1997-09-02", 17, "1997-12-23"},
    {"FREQ=WEEKLY;UNTIL=19971006T200000;WKST=SU;BYDAY=TU,TH", "1997-09-02", 10, "1997-10-02"},
    {"FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02", 10, "1997-10-02"},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223T190000;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01", 25,
     "1997-12-22"},
    {"FREQ=MONTHLY;UNTIL=19971223T190000;BYDAY=1FR", "1997-09-05", 4, "1997-12-05"},
};

class RecurrenceSums : public ::testing::TestWithParam<Sum> {};

TEST_P(RecurrenceSums, EndsAsTheStandardSays) {
  const Sum& sum = GetParam();
  const absl::CivilDay first = Day(sum.first);
  const auto days = Expand(sum.rule, absl::CivilSecond(first) + 9 * 3600, first, kFar);
  ASSERT_EQ(days.size(), sum.count);
  EXPECT_EQ(days.front(), first);
  EXPECT_EQ(days.back(), Day(sum.last));
}

INSTANTIATE_TEST_SUITE_P(Rfc5545, RecurrenceSums, ::testing::ValuesIn(kSums));

TEST(RecurrenceRule, OfWeeksChoosesWithinEachWeek) {
  EXPECT_EQ(Text("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "2025-01-03", 3),
            "2025-01-03 2025-01-10 2025-01-17");
  EXPECT_EQ(Text("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,2;COUNT=4", "2025-01-06", 4),
            "2025-01-06 2025-01-08 2025-01-13 2025-01-15 .");
  // The week before New Year has three days in December, which are all there are.
  EXPECT_EQ(Text("FREQ=WEEKLY;BYMONTH=12;BYDAY=MO,TU,WE,TH;BYSETPOS=-1;COUNT=3", "2025-12-18", 3),
            "2025-12-18 2025-12-25 2025-12-31 .");
}

TEST(RecurrenceRule, OfDaysTakesThemFromTheEndOfTheMonth) {
  EXPECT_EQ(Text("FREQ=DAILY;BYMONTHDAY=-1", "2025-01-31", 4),
            "2025-01-31 2025-02-28 2025-03-31 2025-04-30");
  EXPECT_EQ(Text("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=-1,-2;BYMONTH=2", "2024-02-28", 4),
            "2024-02-28 2025-02-28 2026-02-27 2027-02-28");
}

TEST(RecurrenceRule, OfDaysIsEachTheFirstAndTheLastOfItsSet) {
  EXPECT_EQ(Text("FREQ=DAILY;BYDAY=MO;BYSETPOS=-1,1", "2025-01-06", 2), "2025-01-06 2025-01-13");
  EXPECT_EQ(Text("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "2025-01-06", 2), ".");
}

TEST(RecurrenceRule, OfYearsHasADayOfTheMonthInEveryMonth) {
  EXPECT_EQ(Text("FREQ=YEARLY;BYMONTHDAY=31", "2025-01-31", 8),
            "2025-01-31 2025-03-31 2025-05-31 2025-07-31 2025-08-31 2025-10-31 2025-12-31 "
            "2026-01-31");
}

TEST(RecurrenceRule, OfYearsLimitsDaysOfTheMonthToWeekdays) {
  EXPECT_EQ(Text("FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR", "2026-02-13", 5),
            "2026-02-13 2026-03-13 2026-11-13 2027-08-13 2028-10-13");
  // With a number, it is that of the year, as there is no BYMONTH.
  EXPECT_EQ(Text("FREQ=YEARLY;BYMONTHDAY=1,2,3;BYDAY=1FR", "2025-01-03", 3),
            "2025-01-03 2026-01-02 2027-01-01");
}

TEST(RecurrenceRule, HasADayOnceThoughItIsNamedTwice) {
  EXPECT_EQ(Text("FREQ=WEEKLY;BYDAY=TU,TU;COUNT=3", "2025-10-07", 3),
            "2025-10-07 2025-10-14 2025-10-21 .");
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=1TU,1TU,-4TU,-5TU;COUNT=3", "2025-10-07", 3),
            "2025-10-07 2025-11-04 2025-12-02 .");
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,1,-4;COUNT=3", "2025-10-07", 3),
            "2025-10-07 2025-11-04 2025-12-02 .");
}

TEST(RecurrenceRule, HasWholeWeeksAcrossNewYear) {
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "1997-12-29", 5),
            "1997-12-29 1999-01-04 2000-01-03 2001-01-01 2001-12-31");
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU;COUNT=4", "2024-12-30", 4),
            "2024-12-30 2025-01-05 2025-12-29 2026-01-04 .");
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO,SU", "1998-12-28", 4),
            "1998-12-28 1999-01-03 2004-12-27 2005-01-02");
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "1997-12-28", 3),
            "1997-12-28 1999-01-03 2000-01-02");
  // The 53rd from the end is the first of a year that has 53.
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO", "1997-12-29", 3),
            "1997-12-29 2003-12-29 2008-12-29");
}

TEST(RecurrenceRule, OfWeekNumbersCountsInYearsOfWholeWeeks) {
  // The first week of every second year, also where it begins in the year before.
  EXPECT_EQ(Text("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO", "2024-12-30", 4),
            "2024-12-30 2027-01-04 2029-01-01 2030-12-30");
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=1,2;BYDAY=MO;BYSETPOS=1", "2024-12-30", 3),
            "2024-12-30 2025-12-29 2027-01-04");
}

TEST(RecurrenceRule, OfWeekNumbersAloneIsOnTheWeekdayOfTheFirstDay) {
  EXPECT_EQ(Text("FREQ=YEARLY;BYWEEKNO=20", "1998-05-12", 3), "1998-05-12 1999-05-18 2000-05-16");
}

TEST(RecurrenceRule, ChoosesFromAllOfTheFirstIntervalThoughItBeginsWithin) {
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "2025-01-13", 2), "2025-01-13 2025-02-10");
  EXPECT_EQ(Text("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2025-01-08", 2),
            "2025-01-08 2025-01-15");
  EXPECT_EQ(Text("FREQ=YEARLY;BYMONTH=3,6;BYMONTHDAY=1;BYSETPOS=2", "2025-06-01", 2),
            "2025-06-01 2026-06-01");
}

TEST(RecurrenceRule, HasTheDaysOfEachValueWhereSomeWeekdaysAreNumbered) {
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=MO,1TU", "2025-10-06", 5),
            "2025-10-06 2025-10-07 2025-10-13 2025-10-20 2025-10-27");
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=53MO", "2025-10-06", 1), ".");
}

TEST(RecurrenceRule, IsOfTheGregorianCalendarBeforeItToo) {
  EXPECT_EQ(Text("FREQ=YEARLY;INTERVAL=100", "1200-02-29", 3), "1200-02-29 1600-02-29 2000-02-29");
  EXPECT_EQ(Text("FREQ=WEEKLY;COUNT=3", "1582-10-01", 3), "1582-10-01 1582-10-08 1582-10-15 .");
  EXPECT_EQ(Text("FREQ=MONTHLY;BYDAY=-1SU;COUNT=2", "0001-01-28", 2), "1-01-28 1-02-25 .");
}

TEST(RecurrenceRule, HasNoOccurrenceAfterTheYear9998) {
  EXPECT_EQ(Text("FREQ=YEARLY", "9997-12-31", 3), "9997-12-31 9998-12-31 .");
}

TEST(RecurrenceRule, EndsAtALocalTimeForWhatStartsThenOrBefore) {
  const std::string rule = "FREQ=WEEKLY;UNTIL=20251021T180000";
  const absl::CivilDay first(2025, 10, 7);
  EXPECT_EQ(Expand(rule, absl::CivilSecond(first) + 18 * 3600, first, kFar).size(), 3);
  EXPECT_EQ(Expand(rule, absl::CivilSecond(first) + 19 * 3600, first, kFar).size(), 2);
}

TEST(RecurrenceRule, IsBoundedByTheDaysThatAreAskedFor) {
  const absl::CivilDay first(2025, 10, 7);
  const absl::CivilSecond start(first);
  EXPECT_THAT(Expand("FREQ=WEEKLY;COUNT=10", first, first + 14),
              ElementsAre(first, first + 7, first + 14));
  EXPECT_TRUE(Expand("FREQ=WEEKLY", first, first - 1).empty());
  EXPECT_THAT(Expand("FREQ=WEEKLY", start, first + 8, first + 27),
              ElementsAre(first + 14, first + 21));
  EXPECT_THAT(Expand("FREQ=WEEKLY", start, first - 100, first), ElementsAre(first));
  EXPECT_TRUE(Expand("FREQ=WEEKLY", start, first + 8, first + 7).empty());
}

TEST(RecurrenceRule, AskedLateKnowsHowManyWereBefore) {
  const absl::CivilDay first(2025, 10, 7);
  const absl::CivilSecond start(first);
  EXPECT_THAT(Expand("FREQ=WEEKLY;COUNT=5", start, first + 20, kFar),
              ElementsAre(first + 21, first + 28));
  EXPECT_TRUE(Expand("FREQ=WEEKLY;COUNT=5", start, first + 29, kFar).empty());
  // Over centuries, too, whatever the interval.
  const absl::CivilDay old(1, 1, 1);
  EXPECT_THAT(Expand("FREQ=DAILY;COUNT=1000000", absl::CivilSecond(old), old + 999'998, kFar),
              ElementsAre(old + 999'998, old + 999'999));
  EXPECT_THAT(Expand("FREQ=WEEKLY;COUNT=500000", absl::CivilSecond(old), old + 7 * 499'999, kFar),
              ElementsAre(old + 7 * 499'999));
}

TEST(RecurrenceRule, ThatNeverMatchesHasNoOccurrenceHoweverFarOneLooks) {
  const absl::CivilDay first(1, 1, 1);
  for (const char* rule :
       {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;COUNT=3"}) {
    EXPECT_TRUE(Expand(rule, first).empty()) << rule;
  }
}

TEST(RecurrenceRule, LeavesOutWhatIntervalDoes) {
  EXPECT_EQ(Text("FREQ=YEARLY;INTERVAL=1000", "2000-02-29", 3), "2000-02-29 4000-02-29 6000-02-29");
  // Never again in the calendar.
  EXPECT_EQ(Text("FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29", "2024-02-29", 1),
            "2024-02-29 .");
  EXPECT_EQ(Text("FREQ=MONTHLY;INTERVAL=1000;BYMONTHDAY=-1", "2024-02-29", 2),
            "2024-02-29 2107-06-30");
}

TEST(RecurrenceRule, KnowsTheNextOccurrence) {
  const auto leap = RecurrenceRule::Parse("FREQ=YEARLY");
  const absl::CivilDay first(2024, 2, 29);
  const absl::CivilSecond start(first);
  EXPECT_EQ(leap->NextAfter(start, first), absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(leap->NextAfter(start, first - 1), first);
  EXPECT_EQ(leap->NextAfter(start, first - 1000), first);
  const auto twice = RecurrenceRule::Parse("FREQ=WEEKLY;COUNT=2");
  EXPECT_EQ(twice->NextAfter(start, first), first + 7);
  EXPECT_EQ(twice->NextAfter(start, first + 7), std::nullopt);
}

TEST(RecurrenceRule, KnowsWhetherADayIsOne) {
  const auto rule = RecurrenceRule::Parse("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3");
  const absl::CivilDay first(2025, 10, 7);
  const absl::CivilSecond start(first);
  EXPECT_TRUE(rule->Has(start, first) && rule->Has(start, first + 2) &&
              rule->Has(start, first + 7));
  EXPECT_FALSE(rule->Has(start, first + 1) || rule->Has(start, first + 9) ||
               rule->Has(start, first - 7));
}

TEST(RecurrenceRule, KnowsItsLastDayWithinThirtyYears) {
  const absl::CivilDay first(2025, 10, 7);
  const auto last = [&](const char* rule) {
    return RecurrenceRule::Parse(rule)->LastDay(absl::CivilSecond(first));
  };
  EXPECT_EQ(last("FREQ=WEEKLY;COUNT=1"), first);
  EXPECT_EQ(last("FREQ=WEEKLY;COUNT=3"), first + 14);
  EXPECT_EQ(last("FREQ=WEEKLY;UNTIL=20251020"), first + 7);
  EXPECT_EQ(last("FREQ=YEARLY;COUNT=31"), absl::CivilDay(2055, 10, 7));
  EXPECT_EQ(last("FREQ=YEARLY;UNTIL=20551007"), absl::CivilDay(2055, 10, 7));
  EXPECT_EQ(last("FREQ=YEARLY;COUNT=32"), std::nullopt);
  EXPECT_EQ(last("FREQ=YEARLY;UNTIL=20551008"), std::nullopt);
  EXPECT_EQ(last("FREQ=YEARLY"), std::nullopt);
}

TEST(RecurrenceRule, IsAlikeWhatTheFirstDaySaysAnyhow) {
  const absl::CivilDay first(2025, 10, 7);
  const auto alike = [&](const char* a, const char* b) {
    return RecurrenceRule::Parse(a)->IsAlikeButForEnd(*RecurrenceRule::Parse(b), first);
  };
  EXPECT_TRUE(alike("FREQ=WEEKLY;COUNT=3", "interval=1;freq=weekly;byday=tu;until=20260101"));
  EXPECT_TRUE(alike("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=7"));
  EXPECT_TRUE(alike("FREQ=YEARLY", "FREQ=YEARLY;BYMONTHDAY=7;BYMONTH=10"));
  EXPECT_TRUE(alike("FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;BYDAY=TH,TU"));
  for (const char* other :
       {"FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;BYMONTH=10", "FREQ=DAILY;BYMONTHDAY=7",
        "FREQ=DAILY;WKST=SU", "FREQ=DAILY;BYDAY=TU"}) {
    EXPECT_FALSE(alike("FREQ=DAILY", other)) << other;
  }
  for (const char* other :
       {"FREQ=YEARLY;BYWEEKNO=41", "FREQ=YEARLY;BYYEARDAY=280", "FREQ=YEARLY;BYDAY=40TU",
        "FREQ=YEARLY;BYMONTH=10;BYDAY=TU;BYSETPOS=1"}) {
    EXPECT_FALSE(alike("FREQ=YEARLY", other)) << other;
  }
}

TEST(RecurrenceRule, KnowsWhichEndIsLater) {
  const absl::CivilSecond start(2025, 10, 7, 18, 0, 0);
  const auto no_later = [&](const std::string& a, const std::string& b) {
    return RecurrenceRule::Parse("FREQ=WEEKLY" + a)
        ->EndsNoLater(*RecurrenceRule::Parse("FREQ=WEEKLY" + b), start);
  };
  for (const char* end : {"", ";COUNT=2", ";COUNT=2000", ";UNTIL=20251014", ";UNTIL=20990101"}) {
    EXPECT_TRUE(no_later(end, "")) << end;
    EXPECT_TRUE(no_later(end, end)) << end;
  }
  EXPECT_FALSE(no_later("", ";COUNT=2000"));
  EXPECT_TRUE(no_later(";COUNT=1999", ";COUNT=2000"));
  EXPECT_FALSE(no_later(";COUNT=2001", ";COUNT=2000"));
  EXPECT_TRUE(no_later(";COUNT=2", ";UNTIL=20251014"));
  EXPECT_FALSE(no_later(";COUNT=3", ";UNTIL=20251014"));
  EXPECT_TRUE(no_later(";UNTIL=20251020", ";COUNT=2"));
  // Later, and yet no day more.
  EXPECT_TRUE(no_later(";UNTIL=20251020", ";UNTIL=20251014"));
  EXPECT_FALSE(no_later(";UNTIL=20251021", ";UNTIL=20251014"));
  // Before the first one of the day starts.
  EXPECT_FALSE(no_later(";UNTIL=20251014T180000", ";UNTIL=20251014T170000"));
  // Beyond 30 years.
  EXPECT_FALSE(no_later(";COUNT=2000", ";UNTIL=20990101"));
}

}  // namespace
}  // namespace taqvim::schedule
