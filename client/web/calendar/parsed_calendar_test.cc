#include "client/web/calendar/parsed_calendar.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

std::vector<ParsedComponent> Parsed(const std::string& bytes) {
  Findings findings;
  return ParseCalendar(bytes, &findings);
}

TEST(ParsedCalendarTest, HasComponentsWithinComponents) {
  const auto parsed = Parsed(
      "BEGIN:VCALENDAR\r\nNAME:x\r\nbegin:vevent\r\nuid:a\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nUID:b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  ASSERT_EQ(parsed.size(), 1u);
  EXPECT_EQ(parsed[0].name, "VCALENDAR");
  EXPECT_EQ(parsed[0].Value("NAME"), "x");
  ASSERT_EQ(parsed[0].components.size(), 2u);
  EXPECT_EQ(parsed[0].components[0].Value("UID"), "a");
  EXPECT_EQ(parsed[0].components[1].Value("UID"), "b");
  EXPECT_EQ(parsed[0].components[1].number, 6);
  EXPECT_EQ(parsed[0].components[1].Find("SUMMARY"), nullptr);
}

TEST(ParsedCalendarTest, UnfoldsLines) {
  const auto parsed = Parsed("BEGIN:X\r\nSUMM\r\n ARY:a\r\n\tb\r\n  c\r\nUID:d\r\nEND:X\r\n");
  ASSERT_EQ(parsed.size(), 1u);
  EXPECT_EQ(parsed[0].Value("SUMMARY"), "ab c");
  EXPECT_EQ(parsed[0].Find("UID")->number, 6);
}

TEST(ParsedCalendarTest, ReadsParametersWithAndWithoutQuotes) {
  const auto parsed =
      Parsed("BEGIN:X\r\nDTSTART;tzid=\"a;b:c\";VALUE=DATE-TIME;X-EMPTY=;BARE:1:2;3\r\nEND:X\r\n");
  ASSERT_EQ(parsed.size(), 1u);
  const ParsedLine* const line = parsed[0].Find("DTSTART");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->Parameter("TZID"), "a;b:c");
  EXPECT_EQ(line->Parameter("VALUE"), "DATE-TIME");
  EXPECT_EQ(line->Parameter("X-EMPTY"), "");
  EXPECT_EQ(line->parameters.size(), 4u);
  EXPECT_EQ(line->value, "1:2;3");
}

TEST(ParsedCalendarTest, TakesWhatItCanOfWhatIsCutOff) {
  const auto parsed = Parsed("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMM");
  ASSERT_EQ(parsed.size(), 1u);
  ASSERT_EQ(parsed[0].components.size(), 1u);
  EXPECT_EQ(parsed[0].components[0].Value("UID"), "a");
}

// However deep, nothing that goes through components by calling itself gets far.
TEST(ParsedCalendarTest, LeavesOutWhatStandsTooDeep) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&bytes, "BEGIN:X\r\n");
  int depth = 0;
  const auto parsed = Parsed(bytes);
  for (const auto* components = &parsed; !components->empty();
       components = &components->front().components) {
    ++depth;
  }
  EXPECT_EQ(depth, 8);
}

}  // namespace
}  // namespace taqvim::web
