// Writer of an entry's lines: a VEVENT (RFC 5545, section 3.6.1).
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/web/calendar/content_lines.h"
#include "client/web/calendar/entry.h"

namespace taqvim::web {

// INVALID_ARGUMENT, with a sentence, for what cannot be written: no UID, a sequence out of its
// range, a zone that is not known here, an end before its start, a time that is not in the
// years 1 to 9999. Then the lines are not to be used.
absl::Status WriteEntry(const CalendarEntry& entry, ContentLines* lines);

// How many bytes that takes in a calendar; what stands around all entries comes besides: the
// texts of the calendar, and less than 2 KB for each zone over a few years. Refuses what
// WriteEntry() refuses.
absl::StatusOr<size_t> EntryBytes(const CalendarEntry& entry);

}  // namespace taqvim::web
