#include "server/schedule/recurrence.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return day;
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
     "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01"},
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
     "1997-07-31 1997-08-07"},
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
  const auto rule = RecurrenceRule::Parse(vector.rule);
  ASSERT_TRUE(rule.ok()) << rule.status();
  std::vector<std::string> expected = absl::StrSplit(vector.days, ' ');
  const bool ends = expected.back() == ".";
  if (ends) expected.pop_back();
  const absl::CivilDay first = Day(vector.first);
  std::vector<std::string> days;
  for (absl::CivilDay day :
       rule->Expand(absl::CivilSecond(first), first + 20000, ends ? 1000 : expected.size())) {
    days.push_back(absl::FormatCivilTime(day));
  }
  EXPECT_EQ(days, expected);
}

INSTANTIATE_TEST_SUITE_P(Rfc5545, RecurrenceVectors, ::testing::ValuesIn(kVectors));

std::vector<absl::CivilDay> Expand(const std::string& rule, absl::CivilSecond start,
                                   absl::CivilDay through) {
  const auto parsed = RecurrenceRule::Parse(rule);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed->Expand(start, through, 1000);
}

TEST(RecurrenceRule, EndsAtALocalTimeForWhatStartsThenOrBefore) {
  const std::string rule = "FREQ=WEEKLY;UNTIL=20251021T180000";
  const absl::CivilDay first(2025, 10, 7), far(2026, 1, 1);
  EXPECT_EQ(Expand(rule, absl::CivilSecond(first) + 18 * 3600, far).size(), 3);
  EXPECT_EQ(Expand(rule, absl::CivilSecond(first) + 19 * 3600, far).size(), 2);
}

TEST(RecurrenceRule, IsBoundedByTheLastDayThatIsAskedFor) {
  const absl::CivilDay first(2025, 10, 7);
  EXPECT_THAT(Expand("FREQ=WEEKLY;COUNT=10", absl::CivilSecond(first), first + 14),
              ElementsAre(first, first + 7, first + 14));
  EXPECT_TRUE(Expand("FREQ=WEEKLY", absl::CivilSecond(first), first - 1).empty());
}

TEST(RecurrenceRule, ThatNeverMatchesHasNoOccurrence) {
  const absl::CivilDay first(2025, 1, 1);
  for (const char* rule :
       {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=WEEKLY;BYMONTH=2;INTERVAL=52;COUNT=3"}) {
    EXPECT_TRUE(Expand(rule, absl::CivilSecond(first), first + 800).empty()) << rule;
  }
}

TEST(RecurrenceRule, KnowsTheNextOccurrence) {
  const auto leap = RecurrenceRule::Parse("FREQ=YEARLY");
  const absl::CivilDay first(2024, 2, 29);
  EXPECT_EQ(leap->NextAfter(absl::CivilSecond(first), first), absl::CivilDay(2028, 2, 29));
  const auto twice = RecurrenceRule::Parse("FREQ=WEEKLY;COUNT=2");
  EXPECT_EQ(twice->NextAfter(absl::CivilSecond(first), first), first + 7);
  EXPECT_EQ(twice->NextAfter(absl::CivilSecond(first), first + 7), std::nullopt);
}

TEST(RecurrenceRule, SaysWhatIsWrong) {
  struct Wrong {
    const char* rule;
    const char* says;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {"", "is required"},
           {"BYDAY=TU", "lacks FREQ"},
           {"FREQ=HOURLY", "FREQ=HOURLY; it must be DAILY"},
           {"FREQ=DAILY;BYHOUR=9", "BYHOUR, which is below a day"},
           {"FREQ=DAILY;BYDAYS=TU", "\"BYDAYS\", which is no part"},
           {"RSCALE=CHINESE;FREQ=YEARLY", "\"RSCALE\", which is no part"},
           {"FREQ=DAILY;FREQ=WEEKLY", "FREQ twice"},
           {"FREQ=DAILY;", "separated by semicolons"},
           {"FREQ=DAILY;COUNT=0", "COUNT=0; it must be 1"},
           {"FREQ=DAILY;COUNT=two", "COUNT=TWO; it must be 1"},
           {"FREQ=DAILY;INTERVAL=1001", "INTERVAL=1001; it must be 1 to 1000"},
           {"FREQ=DAILY;COUNT=2;UNTIL=20250101", "both COUNT and UNTIL"},
           {"FREQ=DAILY;UNTIL=20251332", "UNTIL=20251332; send a date"},
           {"FREQ=DAILY;UNTIL=20250101T180000Z", "without a Z"},
           {"FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX, whose values"},
           {"FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=32", "BYMONTHDAY=32, whose values"},
           {"FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY, which makes no sense beside FREQ=WEEKLY"},
           {"FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO, which makes no sense"},
           {"FREQ=WEEKLY;BYDAY=2MO", "numbers make sense only in a month"},
           {"FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS, which chooses"},
       }) {
    const auto rule = RecurrenceRule::Parse(wrong.rule);
    EXPECT_TRUE(absl::IsInvalidArgument(rule.status())) << wrong.rule;
    EXPECT_THAT(std::string(rule.status().message()), HasSubstr(wrong.says)) << wrong.rule;
  }
  EXPECT_FALSE(RecurrenceRule::Parse("FREQ=DAILY;BYDAY=" + std::string(500, 'M')).ok());
}

}  // namespace
}  // namespace taqvim::schedule
