// What is left out of a feed that has too much.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/entry.h"

namespace taqvim::web {

// How much a feed has at most: above a megabyte, or some 1,100 entries, readers refuse it.
inline constexpr size_t kMostFeedBytes = 900'000;
inline constexpr size_t kMostFeedEntries = 1'000;

// Takes away entries until what remains fits kMostFeedBytes and kMostFeedEntries, with room for
// what stands around them: first what ended before the day, the oldest first, and then what begins
// last. What cannot be written goes in any case, such as one in a zone that this machine does not
// know. Returns how many it took; the others stay in order of their starts.
size_t CutToFit(std::vector<CalendarEntry>& entries, absl::CivilDay today);

// How it is said that a calendar is cut.
struct CutWords {
  // What the UID of the entry that says it ends with, such as `venues-opera@library.kz`.
  std::string uid;
  std::vector<std::string> languages;
  absl::CivilDay today;
  // Lines on where there is less of the same; asked only where they are needed.
  std::function<std::vector<std::string>()> advice;
};

// Cuts the calendar's entries to fit. Where that took some away, its description says so, and an
// entry on the first of the month, as readers show few descriptions.
void CutCalendar(Calendar& calendar, const CutWords& words);

}  // namespace taqvim::web
