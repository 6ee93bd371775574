// Writer of calendars that people subscribe to: iCalendar (RFC 5545, and of RFC 7986 the
// properties of calendars) as Google, Outlook, Apple, Thunderbird and others read it.
//
// What is written depends on what is given alone, and on the rules of the zones that the
// entries use: the same calendar is the same bytes, in whatever order its entries come.
// Nothing in it asks for an answer or rings a bell: no METHOD, ORGANIZER, ATTENDEE or VALARM.
// Pure, but for the data of zones; may be called from any thread.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/web/calendar/entry.h"

namespace taqvim::web {

// What is empty is left out.
struct Calendar {
  std::string name;
  std::string description;
  // Where it can be read again; http or https.
  std::string source;
  // Of the texts (BCP 47), such as `az`; it is said of the name and the description.
  std::string language;
  // How often it is worth reading again; in whole minutes, none if less than one.
  absl::Duration refresh_interval = absl::Hours(1);
  // A name of CSS 3, such as `teal`, as RFC 7986 knows no others.
  std::string colour;
  // In any order: they are written by their first day and time, then by UID.
  std::vector<CalendarEntry> entries;
};

// The bytes of a VCALENDAR: its properties, then a VTIMEZONE for each zone that entries use,
// then the entries. One without entries has the zone Etc/UTC, as RFC 5545 asks for one
// component at least.
//
// INVALID_ARGUMENT with a sentence, which names the entry if it is about one, for what
// WriteEntry() refuses, for a UID that two have, and for a language or a colour that is none.
absl::StatusOr<std::string> WriteCalendar(const Calendar& calendar);

}  // namespace taqvim::web
