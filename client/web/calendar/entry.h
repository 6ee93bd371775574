// An entry of a calendar: one time at which something takes place, as readers of iCalendar
// know it (a VEVENT of RFC 5545, section 3.6.1). Not all that can be said here can be
// written: see entry_lines.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::web {

enum class EntryStatus { kConfirmed, kTentative, kCancelled };

// Whole days, the last included.
struct EntryDays {
  absl::CivilDay first;
  absl::CivilDay last;
};

// A time as the clocks of a zone show it; where they show it twice, the first unless the
// offset from UTC says which. One that they skip is read with the offset before.
struct EntryTime {
  absl::CivilSecond local;
  std::optional<absl::Duration> utc_offset;
};

// Until the end, which is not before the start, and at which it is over.
struct EntryHours {
  EntryTime start;
  EntryTime end;
  // IANA name, such as `Asia/Almaty`.
  std::string zone;
};

// Texts may be anything: they are written as texts.h says. What is empty is left out.
struct CalendarEntry {
  // One and the same for as long as it is the same thing, all over the world; not empty.
  std::string uid;
  // Grows with each change; 0 to 2,147,483,647.
  int64_t sequence = 0;
  // When what is written here was changed last, for DTSTAMP and LAST-MODIFIED; to the second.
  // Never the time at which it is written, as readers would take all of it for changed.
  absl::Time modified;

  std::string summary;
  std::string description;
  std::string location;
  // Left out unless it is one of http or https.
  std::string web_address;
  // In their order: some readers colour by the first.
  std::vector<std::string> categories;

  EntryStatus status = EntryStatus::kConfirmed;
  // Whether who has it in the calendar is free nevertheless.
  bool transparent = false;
  // Whether it is nobody else's business (CLASS:PRIVATE).
  bool is_private = false;

  std::variant<EntryDays, EntryHours> when;
};

}  // namespace taqvim::web
