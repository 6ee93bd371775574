// Any calendar gives lines that are valid, in which readers find the same texts.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/entry_lines.h"
#include "client/web/calendar/testing/random_calendar.h"
#include "client/web/calendar/testing/unfolded.h"

namespace taqvim::web {
namespace {

// The lines of the entry of that UID, from its UID on.
std::vector<std::string> LinesOf(const std::vector<std::string>& lines, const std::string& uid) {
  std::vector<std::string> found;
  bool within = false;
  for (const std::string& line : lines) {
    if (line == absl::StrCat("UID:", uid)) within = true;
    if (line == "END:VEVENT") within = false;
    if (within) found.push_back(line);
  }
  return found;
}

void CheckCalendar(const ExpectedCalendar& expected) {
  const auto bytes = WriteCalendar(expected.calendar);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  ASSERT_EQ(WrongWithLines(*bytes), "");
  const std::vector<std::string> lines = Unfolded(*bytes);
  const auto count = [&](const char* line) { return std::count(lines.begin(), lines.end(), line); };
  ASSERT_EQ(count("BEGIN:VEVENT"), expected.entries.size());
  ASSERT_EQ(count("BEGIN:VALARM"), 0);
  for (const ExpectedEntry& entry : expected.entries) {
    const std::vector<std::string> its = LinesOf(lines, entry.uid);
    // A text of blanks and control characters alone is none.
    ASSERT_EQ(TextOf(its, "SUMMARY"), entry.summary.empty() ? "<none>" : entry.summary);
    ASSERT_EQ(TextOf(its, "DESCRIPTION"), entry.description.empty() ? "<none>" : entry.description);
  }
}

TEST(CalendarPropertyTest, GivesValidLinesWithTheSameTexts) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 300 && !HasFatalFailure(); ++i) CheckCalendar(RandomCalendar(random, 8));
}

TEST(CalendarPropertyTest, TakesTheBytesThatAreSaidBefore) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 30; ++i) {
    Calendar calendar = RandomCalendar(random, 8).calendar;
    const auto bytes = WriteCalendar(calendar);
    size_t said = 0;
    for (const CalendarEntry& entry : calendar.entries) said += EntryBytes(entry).value();
    const absl::string_view written = *bytes;
    const size_t begin = written.find("BEGIN:VEVENT"), end = written.rfind("END:VCALENDAR");
    EXPECT_EQ(said, begin == absl::string_view::npos ? 0 : end - begin);
  }
}

}  // namespace
}  // namespace taqvim::web
