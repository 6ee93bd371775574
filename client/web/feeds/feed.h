// A calendar feed: the events of a venue, a programme and so on, as a calendar.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "client/web/calendar/calendar.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/published/schedule.h"
#include "client/web/words/site_names.h"

namespace taqvim::web {

struct FeedSite {
  // Where the site is, without a slash at its end, such as `https://schedule.library.kz`.
  std::string address;
  // See EntryContext.
  std::string uid_domain;
  // Where pictures of events may be; see ImageHosts.
  std::vector<std::string> image_hosts;
  // Of the site; none: it is called the schedule.
  SiteNames names = {};
};

// What an event, a venue, a space (with its venue) or an organization is called; of what the
// schedule knows nothing, the last part of its name.
std::string NameText(const Schedule& schedule, const std::string& name,
                     const std::vector<std::string>& languages);

// What the feed is called: the title of what it is of, and of which kinds.
std::string FeedTitle(const Schedule& schedule, const FeedAddress& address);

// The feed on a civil day in UTC; the same until something of it or the day is another. That of a
// programme or an event has all of it, others HeldDays(). Where it
// would have too much, what is over is left out, the oldest first, and then what is farthest
// ahead; its description and an entry of its own on the first of the month then say so, with
// narrower feeds. NOT_FOUND for what the public knows nothing of.
absl::StatusOr<Calendar> MakeFeed(const Schedule& schedule, const FeedAddress& address,
                                  const FeedSite& site, absl::CivilDay today);

// The events of a feed: of a space those that take place in it, in a part of it or in a space
// that it is a part of, or that have its whole venue.
std::vector<const PublishedEvent*> FeedEvents(const Schedule& schedule, const FeedAddress& address);

}  // namespace taqvim::web
