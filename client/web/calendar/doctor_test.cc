// The public bugs of other feeds that bytes show, each as a change to a calendar of which
// nothing is to be said.
#include "client/web/calendar/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/testing/random_calendar.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr char kGood[] = R"(BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//A library//Events//EN
NAME:A library
REFRESH-INTERVAL;VALUE=DURATION:PT1H
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20251026T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:a@library.example
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:1
DTSTART;TZID=Europe/Berlin:20260501T190000
DTEND;TZID=Europe/Berlin:20260501T210000
SUMMARY:A concert
LOCATION:Hall\, left
END:VEVENT
BEGIN:VEVENT
UID:b@library.example
DTSTAMP:20260102T000000Z
LAST-MODIFIED:20260102T000000Z
SEQUENCE:1
DTSTART;VALUE=DATE:20260502
DTEND;VALUE=DATE:20260504
SUMMARY:An exhibition
END:VEVENT
END:VCALENDAR
)";

std::vector<std::string> CodesOf(const std::string& lines) {
  std::vector<std::string> codes;
  for (const Finding& finding : Examine(absl::StrReplaceAll(lines, {{"\n", "\r\n"}}))) {
    codes.push_back(finding.kind.code);
    const std::string means = absl::StrCat("finding-", finding.kind.code);
    EXPECT_TRUE(Words::Embedded().Has(means)) << "words.json lacks what it means: " << means;
  }
  return codes;
}

// The good calendar with the one in place of the other.
std::string With(const std::string& from, const std::string& to) {
  std::string changed = kGood;
  const size_t at = changed.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return changed.replace(at, from.size(), to);
}

// All between, both included, in place of the text.
std::string Between(const std::string& first, const std::string& last, const std::string& text) {
  const std::string good = kGood;
  const size_t begin = good.find(first), end = good.find(last, begin) + last.size();
  return absl::StrCat(good.substr(0, begin), text, good.substr(end));
}

TEST(DoctorTest, FindsNothingWhereNothingIs) { EXPECT_THAT(CodesOf(kGood), IsEmpty()); }

struct Bug {
  // As it is known, for those who look for it.
  std::string name;
  std::string from;
  std::string to;
  std::vector<std::string> codes;
};

class DoctorBugTest : public ::testing::TestWithParam<Bug> {};

TEST_P(DoctorBugTest, IsFound) {
  EXPECT_THAT(CodesOf(With(GetParam().from, GetParam().to)),
              UnorderedElementsAreArray(GetParam().codes));
}

const std::string kStart = "DTSTART;TZID=Europe/Berlin:20260501T190000\n";
const std::string kEnd = "DTEND;TZID=Europe/Berlin:20260501T210000\n";
const std::string kSummary = "SUMMARY:A concert\n";

const Bug kBugsOfTimes[] = {
    {"indico255", "A concert", "A con\rcert", {"stray-carriage-return"}},
    {"indico1198", "A concert", std::string(80, 'x'), {"line-too-long"}},
    {"indico6867", kEnd, "DTEND;TZID=Europe/Berlin:20260503T210000\n", {"hours-over-days"}},
    {"pretalx1247", kEnd, "", {"end-missing"}},
    {"pretalx2588",
     kStart + kEnd,
     "DTSTART;TZID=CET:20260501T190000\nDTEND;TZID=Mitteleuropa:20260501T210000\n",
     {"zone-missing", "zone-not-iana"}},
    {"nextcloud4580", "UID:b@", "UID:a@", {"uid-doubled"}},
    {"nextcloud7918", "SEQUENCE:1\n", "", {"change-untold"}},
    {"nextcloud888", "DTEND;VALUE=DATE:20260504", "DTEND;VALUE=DATE:20260502", {"end-at-start"}},
    {"nextcloud561", "DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000", {"stamp-not-utc"}},
    {"calcom30055", "UID:a@", "UID:20260101T000000Z-a@", {"uid-of-clock"}},
    {"calcom28884",
     "DTSTART;VALUE=DATE:20260502\nDTEND;VALUE=DATE:20260504\nSUMMARY:An exhibition\n",
     kStart + kEnd + kSummary + "LOCATION:Hall\\, left\n",
     {"twin-entries"}},
    {"go3_375",
     kStart + kEnd,
     "DTSTART;TZID=Europe/Berlin:20260501T170000Z\nDTEND;TZID=Europe/Berlin:20260501T190000Z\n",
     {"zone-on-utc"}},
    {"calendarize669", kEnd, "DTEND;TZID=Europe/Berlin:20260501T180000\n", {"end-before-start"}},
    {"pyconuk174",
     kStart + kEnd,
     "DTSTART:20260501T190000\nDTEND:20260501T210000\n",
     {"time-floating"}},
    {"squire277",
     "DTSTART;VALUE=DATE:2",
     "DTSTART;VALUE=DATE;TZID=Europe/Berlin:2",
     {"zone-on-day"}},
    {"day_without_value", "DTSTART;VALUE=DATE:", "DTSTART:", {"day-without-value"}},
    {"end_of_other_kind", kEnd, "DTEND;VALUE=DATE:20260502\n", {"end-of-other-kind"}},
    {"no_such_day",
     "DTSTART;VALUE=DATE:20260502",
     "DTSTART;VALUE=DATE:20260230",
     {"time-malformed"}},
    {"no_start", "DTSTART;VALUE=DATE:20260502\n", "", {"start-missing"}},
    {"no_stamp", "DTSTAMP:20260102T000000Z\n", "", {"stamp-missing"}},
    {"no_uid", "UID:a@library.example\n", "", {"uid-missing"}},
};

const Bug kBugsOfSeries[] = {
    {"indico_rb_api", kEnd, kEnd + "RRULE:FREQ=MONTHLY;BYDAY=0MO\n", {"rule-malformed", "series"}},
    {"librebooking200", kEnd, kEnd + "RRULE:FREQ=WEEKLY;COUNT=5\n", {"series"}},
    {"mrbs429",
     kStart + kEnd,
     "DTSTART:20260501T170000Z\nDTEND:20260501T190000Z\nRRULE:FREQ=WEEKLY;COUNT=5\n",
     {"series", "series-in-utc"}},
    {"rock4635",
     kEnd,
     kEnd + "RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;VALUE=DATE:20260508\n",
     {"exception-of-other-kind", "series"}},
    {"keeper397",
     kEnd,
     kEnd + "RRULE:FREQ=WEEKLY;UNTIL=20260601\n",
     {"until-of-other-kind", "series"}},
    {"until_not_utc",
     kEnd,
     kEnd + "RRULE:FREQ=WEEKLY;UNTIL=20260601T190000\n",
     {"until-of-other-kind", "series"}},
    {"squire107",
     kEnd,
     kEnd + "RRULE:FREQ=WEEKLY;UNTIL=20260601T170000Z\n"
            "RDATE;TZID=Europe/Berlin:20260701T190000\n",
     {"dates-after-rule", "series"}},
    {"squire214",
     kEnd,
     kEnd + "RDATE;TZID=Europe/Berlin:20260701T190000\n",
     {"dates-without-rule"}},
    {"khal323",
     kEnd,
     kEnd + "RECURRENCE-ID;TZID=Europe/Berlin:20260501T190000\n",
     {"series-missing"}},
    {"until_and_count",
     kEnd,
     kEnd + "RRULE:FREQ=WEEKLY;COUNT=5;UNTIL=20260601T170000Z\n",
     {"rule-malformed", "series"}},
};

const Bug kBugsOfZones[] = {
    {"icalcreator106",
     "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n",
     "RDATE:20270328T020000\n",
     {"zone-with-dates"}},
    {"libical95", "TZOFFSETFROM:+0200", "TZOFFSETFROM:+020048", {"zone-offset-of-seconds"}},
    {"nju8", "TZOFFSETFROM:+0200\n", "", {"zone-incomplete"}},
    {"newdle350", "TZOFFSETTO:+0200", "TZOFFSETTO:+0100", {"zone-differs"}},
    {"libical437",
     "TZID:Europe/Berlin",
     "TZID:/freeassociation.sourceforge.net/Europe/Berlin",
     {"zone-missing"}},
    {"python_icalendar_until",
     "BYMONTH=3;BYDAY=-1SU",
     "BYMONTH=3;BYDAY=-1SU;UNTIL=20300101T000000Z",
     {"zone-rule-ends"}},
};

const Bug kBugsOfCalendars[] = {
    {"librebooking1336", "NAME:", "METHOD:REQUEST\nNAME:", {"method"}},
    {"icsparser98", "NAME:", "X-WR-TIMEZONE:Asia/Baku\nNAME:", {"x-wr-timezone"}},
    {"no_version", "VERSION:2.0\n", "", {"version-missing"}},
    {"no_refresh", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\n", "", {"refresh-missing"}},
    {"no_name", "NAME:A library\n", "", {"name-missing"}},
    {"hackgreenville498", kSummary, kSummary + "STATUS:CANCELLED\n", {"cancelled"}},
    {"invitation", kSummary, kSummary + "ORGANIZER:mailto:a@library.example\n", {"attendees"}},
    {"alarm",
     kSummary,
     kSummary + "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nEND:VALARM\n",
     {"alarm"}},
    {"no_title", kSummary, "", {"title-missing"}},
    {"unescaped", "Hall\\, left", "Hall, left", {"text-unescaped"}},
    {"cut_off", "END:VEVENT\nEND:VCALENDAR\n", "", {"component-unended"}},
    {"no_colon", kSummary, kSummary + "and dance\n", {"malformed-line"}},
    {"empty_line", kSummary, "SUMMARY:A concert\n \n", {"empty-line"}},
    {"control_character", "A concert", "A con\x02 cert", {"control-character"}},
    {"byte_order_mark",
     "BEGIN:VCALENDAR",
     "\xef\xbb\xbf"
     "BEGIN:VCALENDAR",
     {"byte-order-mark"}},
    {"golang_ical7", "A concert", "\xd0\n \x96\xd0\xb0\xd0\xb7", {"character-folded"}},
    {"windows_1251", "A concert", "\xca\xee\xed\xf6\xe5\xf0\xf2", {"not-utf-8"}},
};

std::string NameOf(const ::testing::TestParamInfo<Bug>& bug) { return bug.param.name; }

INSTANTIATE_TEST_SUITE_P(Times, DoctorBugTest, ::testing::ValuesIn(kBugsOfTimes), NameOf);
INSTANTIATE_TEST_SUITE_P(Series, DoctorBugTest, ::testing::ValuesIn(kBugsOfSeries), NameOf);
INSTANTIATE_TEST_SUITE_P(Zones, DoctorBugTest, ::testing::ValuesIn(kBugsOfZones), NameOf);
INSTANTIATE_TEST_SUITE_P(Calendars, DoctorBugTest, ::testing::ValuesIn(kBugsOfCalendars), NameOf);

// indico#379, newdle#350.
TEST(DoctorTest, FindsThatZonesAreNotThere) {
  EXPECT_THAT(CodesOf(Between("BEGIN:VTIMEZONE\n", "END:VTIMEZONE\n", "")),
              ElementsAre("zone-missing"));
}

// ri_cal#11.
TEST(DoctorTest, FindsAZoneWithoutStandardTime) {
  EXPECT_THAT(CodesOf(Between("BEGIN:STANDARD\n", "END:STANDARD\n", "")),
              ElementsAre("zone-without-standard"));
}

// mrbs#3641.
TEST(DoctorTest, FindsAZoneThatIsThereTwice) {
  const std::string good = kGood;
  const size_t begin = good.find("BEGIN:VTIMEZONE"), end = good.find("BEGIN:VEVENT");
  EXPECT_THAT(CodesOf(good.substr(0, end) + good.substr(begin)), ElementsAre("zone-doubled"));
}

TEST(DoctorTest, FindsThatNothingIsInIt) {
  EXPECT_THAT(CodesOf(Between("BEGIN:VEVENT\n", "SUMMARY:An exhibition\nEND:VEVENT\n", "")),
              ElementsAre("no-entries"));
  EXPECT_THAT(CodesOf(""), ElementsAre("no-calendar"));
  EXPECT_THAT(CodesOf("<html>\n"), UnorderedElementsAre("malformed-line", "no-calendar"));
}

// nextcloud#650.
TEST(DoctorTest, FindsACalendarForEachEntry) {
  EXPECT_THAT(CodesOf(With("END:VEVENT\nBEGIN:VEVENT\n",
                           "END:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nVERSION:2.0\n"
                           "PRODID:x\nNAME:x\nREFRESH-INTERVAL:PT1H\nBEGIN:VEVENT\n")),
              ElementsAre("several-calendars"));
}

// vdirsyncer#1214, nextcloud/server#58193.
TEST(DoctorTest, FindsAStampThatMayBeTheTimeOfReading) {
  std::string lines = absl::StrReplaceAll(kGood, {{"DTSTAMP:20260102T", "DTSTAMP:20260101T"}});
  EXPECT_THAT(CodesOf(lines), ElementsAre("stamp-of-reading"));
  // They were changed together.
  lines = absl::StrReplaceAll(lines, {{"LAST-MODIFIED:20260102T", "LAST-MODIFIED:20260101T"}});
  EXPECT_THAT(CodesOf(lines), IsEmpty());
}

// seminars#777, nextcloud#7528.
TEST(DoctorTest, FindsWhatIsTooMuchForGoogle) {
  std::string many;
  for (int i = 0; i < 999; ++i) {
    absl::StrAppend(&many, "BEGIN:VEVENT\nUID:", i, "@x\nDTSTAMP:20260101T000000Z\n",
                    "LAST-MODIFIED:20260101T000000Z\nSEQUENCE:1\nDTSTART;VALUE=DATE:20260502\n",
                    "DTEND;VALUE=DATE:20260503\nSUMMARY:Day ", i, "\nEND:VEVENT\n");
  }
  EXPECT_THAT(CodesOf(With("END:VCALENDAR\n", many + "END:VCALENDAR\n")),
              ElementsAre("too-many-entries"));
  std::string long_text;
  while (long_text.size() < 1'000'000) absl::StrAppend(&long_text, " ", std::string(70, 'x'), "\n");
  EXPECT_THAT(CodesOf(With(kSummary, kSummary + "DESCRIPTION:x\n" + long_text)),
              ElementsAre("too-large"));
}

// tzurl#42, luxon#1599.
TEST(DoctorTest, KnowsThatClocksOfReadersMayBeOld) {
  const auto almaty = [](const char* day, const char* offset) {
    return Between(
        "BEGIN:VTIMEZONE\n", kEnd,
        absl::StrCat("BEGIN:VTIMEZONE\nTZID:Asia/Almaty\nBEGIN:STANDARD\n",
                     "DTSTART:19700101T000000\nTZOFFSETFROM:", offset, "\nTZOFFSETTO:", offset,
                     "\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\n",
                     "UID:a@library.example\nDTSTAMP:20260101T000000Z\n",
                     "LAST-MODIFIED:20260101T000000Z\nSEQUENCE:1\n", "DTSTART;TZID=Asia/Almaty:",
                     day, "T190000\n", "DTEND;TZID=Asia/Almaty:", day, "T210000\n"));
  };
  EXPECT_THAT(CodesOf(almaty("20240201", "+0600")), IsEmpty());
  EXPECT_THAT(CodesOf(almaty("20260501", "+0500")), ElementsAre("zone-changed"));
  EXPECT_THAT(CodesOf(almaty("20260501", "+0600")), ElementsAre("zone-differs", "zone-changed"));
  EXPECT_THAT(CodesOf(almaty("20300501", "+0500")), IsEmpty());
}

TEST(DoctorTest, SaysWhereAndHowOften) {
  const std::string lines = absl::StrReplaceAll(kGood, {{"SEQUENCE:1\n", ""}});
  const std::vector<Finding> findings = Examine(absl::StrReplaceAll(lines, {{"\n", "\r\n"}}));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].count, 2);
  EXPECT_EQ(findings[0].line, 21);
  EXPECT_EQ(findings[0].uid, "a@library.example");
  EXPECT_EQ(findings[0].kind.severity, Severity::kWrong);
}

TEST(DoctorTest, SaysWhatIsSevereFirst) {
  std::string lines = absl::StrReplaceAll(
      kGood, {{"NAME:A library\n", ""}, {"SEQUENCE:1\n", ""}, {"UID:b@", "UID:a@"}});
  EXPECT_THAT(CodesOf(lines), ElementsAre("uid-doubled", "change-untold", "name-missing"));
}

TEST(DoctorTest, TakesBareLineFeeds) {
  const std::vector<Finding> findings = Examine(kGood);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(std::string(findings[0].kind.code), "bare-line-feed");
}

// Of what is written here it finds nothing severe, which is also to say that the zones are
// right for all times of the entries.
TEST(DoctorTest, FindsNothingSevereInCalendarsOfOurs) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 200; ++i) {
    const std::string bytes = WriteCalendar(RandomCalendar(random, 8).calendar).value();
    for (const Finding& finding : Examine(bytes)) {
      EXPECT_EQ(finding.kind.severity, Severity::kNote)
          << finding.kind.code << " in line " << finding.line << " of\n"
          << bytes;
    }
  }
}

}  // namespace
}  // namespace taqvim::web
