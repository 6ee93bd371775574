// What readers of other makes find in calendars: the same titles and the same instants, by
// the rules of zones that stand in the calendar. ical.js is what Thunderbird reads with;
// python3-icalendar is khal's.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/markup/json.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/testing/random_calendar.h"
#include "tests/support/process.h"

namespace taqvim::web {
namespace {

constexpr int kCalendars = 200;

void WriteFile(const std::string& path, absl::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string Json(const ExpectedEntry& entry) {
  markup::JsonObject object;
  object.Add("uid", markup::JsonText(entry.uid));
  object.Add("summary", markup::JsonText(entry.summary));
  object.Add("description", markup::JsonText(entry.description));
  object.Add("days", entry.days ? "true" : "false");
  object.Add("start", absl::StrCat(absl::ToUnixSeconds(entry.start)));
  object.Add("end", absl::StrCat(absl::ToUnixSeconds(entry.end)));
  return object.Text();
}

// The calendars, each as it is written and with what has to be found in it.
std::string Json(std::mt19937_64& random) {
  std::vector<std::string> calendars;
  for (int i = 0; i < kCalendars; ++i) {
    const ExpectedCalendar expected = RandomCalendar(random, 8);
    std::vector<std::string> entries;
    for (const ExpectedEntry& entry : expected.entries) entries.push_back(Json(entry));
    markup::JsonObject object;
    object.Add("bytes",
               markup::JsonText(WithUnknownZones(WriteCalendar(expected.calendar).value())));
    object.Add("entries", markup::JsonList(entries));
    calendars.push_back(object.Text());
  }
  return markup::JsonList(calendars);
}

struct Reader {
  std::string name;
  std::vector<std::string> command;
  friend void PrintTo(const Reader& reader, std::ostream* out) { *out << reader.name; }
};

class CalendarReadersTest : public ::testing::TestWithParam<Reader> {};

TEST_P(CalendarReadersTest, FindTheSameTitlesAndInstants) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const testing::TempDir dir;
  WriteFile(dir.Path("calendars.json"), Json(random));
  std::vector<std::string> command = GetParam().command;
  command.push_back(dir.Path("calendars.json"));
  testing::Process reader(command, dir.Path("log"));
  const int code = reader.Wait();
  const std::string log = testing::ReadFile(dir.Path("log"));
  EXPECT_EQ(code, 0) << log;
  // That it read them at all.
  EXPECT_NE(log.find(absl::StrCat("read ", kCalendars, " calendars")), std::string::npos) << log;
}

INSTANTIATE_TEST_SUITE_P(
    Made, CalendarReadersTest,
    ::testing::Values(Reader{"icalendar", {PYTHON, READERS "/read_with_icalendar.py"}},
                      Reader{"ical_js", {"/usr/bin/env", "node", READERS "/read_with_ical_js.js"}}),
    [](const auto& reader) { return reader.param.name; });

}  // namespace
}  // namespace taqvim::web
