// Calendars of any texts and times: they are refused with a sentence, or their lines are
// valid, readers get the texts back, and nothing in a text begins a line.
#include "client/web/calendar/calendar.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "client/web/calendar/entry_lines.h"
#include "client/web/calendar/testing/unfolded.h"
#include "client/web/calendar/texts.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace web = taqvim::web;

namespace {

constexpr const char* kZones[] = {"UTC",
                                  "Asia/Almaty",
                                  "Europe/Dublin",
                                  "Pacific/Apia",
                                  "Australia/Lord_Howe",
                                  "Africa/Monrovia",
                                  "Asia/Nowhere",
                                  "",
                                  "../zone.tab"};

// Of any length, with bytes of any kind.
std::string Text(taqvim::fuzz::Input& input) {
  return std::string(input.Take(static_cast<size_t>(input.Within(0, 600))));
}

absl::CivilSecond LocalTime(taqvim::fuzz::Input& input) {
  // Seconds of some nine thousand years, and beyond both ends of what can be written.
  return absl::CivilSecond(1970, 1, 1) + static_cast<int64_t>(input.Number(5)) - (int64_t{1} << 38);
}

web::EntryTime Time(taqvim::fuzz::Input& input) {
  web::EntryTime time{.local = LocalTime(input)};
  if (input.Byte() % 4 == 0) time.utc_offset = absl::Minutes(input.Within(-1000, 1000));
  return time;
}

web::EntryHours Hours(taqvim::fuzz::Input& input) {
  const std::string zone = kZones[input.Byte() % std::size(kZones)];
  const web::EntryTime start = Time(input);
  web::EntryTime end = start;
  if (input.Byte() % 4 == 0) {
    end = Time(input);
  } else {
    end.local += input.Within(0, 60000);
  }
  return {start, end, zone};
}

web::CalendarEntry Entry(taqvim::fuzz::Input& input) {
  web::CalendarEntry entry;
  entry.uid = Text(input);
  entry.sequence = static_cast<int64_t>(input.Number(4));
  entry.modified = absl::FromUnixSeconds(static_cast<int64_t>(input.Number(5)));
  entry.summary = Text(input);
  entry.description = Text(input);
  entry.location = Text(input);
  entry.web_address = (input.Byte() % 2 == 0 ? "https://" : "") + Text(input);
  entry.categories = {Text(input), Text(input)};
  if (input.Byte() % 4 == 0) {
    const absl::CivilDay first(LocalTime(input));
    entry.when = web::EntryDays{first, first + input.Within(-1, 1000)};
  } else {
    entry.when = Hours(input);
  }
  return entry;
}

web::Calendar AnyCalendar(taqvim::fuzz::Input& input) {
  web::Calendar calendar;
  calendar.name = Text(input);
  calendar.description = Text(input);
  calendar.source = "https://" + Text(input);
  calendar.language = input.Byte() % 4 == 0 ? Text(input) : "az";
  calendar.colour = input.Byte() % 4 == 0 ? Text(input) : "teal";
  calendar.refresh_interval = absl::Seconds(static_cast<int64_t>(input.Number(4)));
  for (int left = input.Byte() % 4; left > 0; --left) calendar.entries.push_back(Entry(input));
  return calendar;
}

// What a reader gets of the only line of that name.
void CheckText(const std::vector<std::string>& lines, const char* name, const std::string& text) {
  const std::string clean = web::CleanText(text);
  CHECK(web::CleanText(clean) == clean);
  CHECK(web::TextOf(lines, name) == (clean.empty() ? "<none>" : clean));
}

void CheckEntry(const web::CalendarEntry& entry) {
  web::ContentLines lines;
  const absl::Status status = web::WriteEntry(entry, &lines);
  CHECK(web::EntryBytes(entry).ok() == status.ok());
  if (!status.ok()) {
    CHECK(status.message().size() > 1 && status.message().back() == '.');
    return;
  }
  const std::string bytes = std::move(lines).Take();
  CHECK(web::EntryBytes(entry).value() == bytes.size());
  CHECK(web::WrongWithLines(bytes).empty());
  const std::vector<std::string> read = web::Unfolded(bytes);
  CheckText(read, "UID", entry.uid);
  CheckText(read, "SUMMARY", entry.summary);
  CheckText(read, "DESCRIPTION", entry.description);
  CheckText(read, "LOCATION", entry.location);
}

size_t LinesThatAre(const std::vector<std::string>& lines, const char* line) {
  return static_cast<size_t>(std::count(lines.begin(), lines.end(), line));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const web::Calendar calendar = AnyCalendar(input);
  for (const web::CalendarEntry& entry : calendar.entries) CheckEntry(entry);
  const auto bytes = web::WriteCalendar(calendar);
  if (!bytes.ok()) {
    CHECK(bytes.status().message().size() > 1 && bytes.status().message().back() == '.');
    return 0;
  }
  CHECK(web::WrongWithLines(*bytes).empty());
  const std::vector<std::string> lines = web::Unfolded(*bytes);
  CHECK(LinesThatAre(lines, "BEGIN:VEVENT") == calendar.entries.size());
  CHECK(LinesThatAre(lines, "BEGIN:VCALENDAR") == 1 && lines.back() == "END:VCALENDAR");
  CheckText(lines, "X-WR-CALNAME", calendar.name);
  CheckText(lines, "X-WR-CALDESC", calendar.description);
  return 0;
}
