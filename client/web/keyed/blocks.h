// Blocks of a calendar: what an event that is closed to whoever has it takes, and nothing else.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "client/web/calendar/entry.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/published/schedule.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::web {

// Whether its caller is told no more of the event than what it takes and when: then it has no
// title, which every event has. See Visibility in event.proto.
bool IsClosed(const v1::Event& event);

// An entry that says "Reserved", where and when, for each booking of the closed event that is of
// the feed's spaces, else of its venues, and each time it takes place; none for what is called off
// or has lapsed. They depend on nothing but what is told of the event, and differ in nothing but
// the block: CLASS:PRIVATE, no description, and for DTSTAMP a stamp that grows with the event's
// number, as when it was changed is not told. A UID is a hash of the booking and the day of its
// rule, made with the feed key's secret: whoever sees two feeds, or two blocks of one, does not
// learn that they belong together.
std::vector<CalendarEntry> BlocksOf(const Schedule& places, const PublishedEvent& event,
                                    const v1::EventFilter& feed, absl::string_view secret,
                                    const EntryContext& context);

}  // namespace taqvim::web
