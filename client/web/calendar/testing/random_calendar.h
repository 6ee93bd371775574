// Calendars at random, with what readers have to get back of them, known without the writer.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/web/calendar/calendar.h"

namespace taqvim::web {

// A text of 1 to 500 bytes and the same as readers get it.
struct ExpectedText {
  std::string given;
  std::string read;
};

// ASCII, Cyrillic, Arabic, emoji with joiners and flags, letters with many marks, what has to
// be escaped, lines however they end, control characters, bytes that are no UTF-8, lines of a
// calendar.
ExpectedText RandomText(std::mt19937_64& random);

// An entry of hours as readers get it: its instants; one of days: `days` and its midnights in
// UTC, the end excluded.
struct ExpectedEntry {
  std::string uid;
  std::string summary;
  std::string description;
  bool days = false;
  absl::Time start;
  absl::Time end;
};

struct ExpectedCalendar {
  Calendar calendar;
  // In the order of the calendar's entries.
  std::vector<ExpectedEntry> entries;
};

// Up to so many entries of the years 2023 to 2028, in zones of all kinds, near to changes of
// their clocks more often than not.
ExpectedCalendar RandomCalendar(std::mt19937_64& random, int most);

// The bytes of such a calendar with `X-` before the name of each zone, which no reader knows,
// so that it has to go by the rules that stand there.
std::string WithUnknownZones(std::string bytes);

// The zones that are used, for tests that go through all of them.
const std::vector<std::string>& ZonesOfAllKinds();

}  // namespace taqvim::web
