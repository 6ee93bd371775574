// Maker of the calendar of a feed key.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "client/web/calendar/calendar.h"
#include "client/web/published/schedule.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::web {

// What the calendar is made of.
struct PlannedFeed {
  // What venues, spaces and organizations are called.
  const Schedule& places;
  // See ReadPlannedEvents().
  const std::vector<PublishedEvent>& events;
  // The key: its filter, and what it is for.
  const v1::AccessToken& key;
  // For the UIDs of blocks; in no text.
  std::string secret;
  // As it was asked for; empty for whichever.
  std::string language;
  // See EntryContext.
  std::string uid_domain;
  // The civil day in UTC.
  absl::CivilDay today;
};

// Whether the feed is whole: of a programme, as long as that is.
bool IsWhole(const v1::EventFilter& filter);

// All that the owner of the key sees, by the same writer as what is public: what is not certain is
// tentative, what is private marked so, and what is closed to the owner a block. Feeds of spaces
// and of participants say that who has them is not free meanwhile. Called by what the filter names,
// else by what the key is for. Where it would have too much it is cut as other feeds are, and says
// to make a narrower key. It names no address of itself, since that has the secret in it.
Calendar MakePlannedCalendar(const PlannedFeed& feed);

}  // namespace taqvim::web
