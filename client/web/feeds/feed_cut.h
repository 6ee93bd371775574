// What is left out of a feed that has too much.
#pragma once

#include <vector>

#include "absl/time/civil_time.h"
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

}  // namespace taqvim::web
