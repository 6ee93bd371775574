// The entries of a calendar that an event has: one for each time at which it takes place.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/web/calendar/entry.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// What entries depend on besides the schedule.
struct EntryContext {
  FeedScope scope = FeedScope::kVenue;
  // In which languages to say things, the first that there is.
  std::vector<std::string> languages;
  // The days of a feed.
  CivilDays days;
  // On which the entries of permanent events end.
  absl::CivilDay permanent_until;
  // The civil day in UTC.
  absl::CivilDay today;
  // What UIDs end with, such as `schedule.library.kz`. It is to stay the same for ever, whatever
  // the address of the site becomes.
  std::string uid_domain;
};

// When what is said of the event was last changed, as far as whoever is told of it sees that.
absl::Time ModifiedAt(const v1::Event& event);

// In the order of their occurrences. A UID is `<uid of the event>[-<day of its rule>][-<stop>]@
// <domain>`, so that a moved occurrence keeps it; the number is the event's own, and grows by one
// each year for what is permanent, as its entry ends a year later. What was cancelled stays for
// 30 days, and is then gone, as what lapsed is at once. What is not certain says so, and until when
// it is held; what is private is marked as such. Who only holds a place (as all whole days, and
// what is in a calendar of a programme, a venue or an organization, which nobody attends as a
// whole) is free meanwhile.
std::vector<CalendarEntry> EntriesOf(const Schedule& schedule, const PublishedEvent& event,
                                     const EntryContext& context);

// Says in the entry when the occurrence is, whether who has it in the calendar is free meanwhile,
// and adds to its number what is permanent grows by.
void SetTimes(const Occurrence& occurrence, const EntryContext& context, CalendarEntry& entry);

// A space or a venue, as one line: with its venue, address and city.
std::string PlaceText(const Schedule& schedule, const std::string& place,
                      const std::vector<std::string>& languages);

// Where it takes place, as one line: spaces, venues, addresses and cities.
std::string PlacesText(const Schedule& schedule, const v1::Event& event,
                       const std::vector<std::string>& languages);

// The key of the words for what kind of event it is, such as `form-concert`; empty for what there
// is no word for, as of a server that is newer than this.
std::string CategoryKey(const v1::Event& event);

}  // namespace taqvim::web
