// Which events a feed has: a part of feed.h.
#include <algorithm>
#include <set>

#include "client/web/feeds/feed.h"

namespace taqvim::web {
namespace {

using Names = std::set<std::string>;

// The space, all that it is made of, and all that is made of it.
class Overlapping {
 public:
  explicit Overlapping(const Schedule& schedule) : schedule_(schedule) {}

  Names Of(const std::string& space) {
    AddParts(space);
    AddWholes(space);
    return names_;
  }

 private:
  void AddParts(const std::string& name) {
    names_.insert(name);
    const v1::Space* space = schedule_.FindSpace(name);
    if (space == nullptr) return;
    for (const std::string& part : space->parts()) {
      if (!names_.contains(part)) AddParts(part);
    }
  }

  void AddWholes(const std::string& name) {
    names_.insert(name);
    const std::string of_venue = VenueOf(name) + "/";
    for (auto at = schedule_.spaces().lower_bound(of_venue); at != schedule_.spaces().end(); ++at) {
      if (VenueOf(at->first) + "/" != of_venue) break;
      const auto& parts = at->second.parts();
      const bool is_whole = std::find(parts.begin(), parts.end(), name) != parts.end();
      if (is_whole && !names_.contains(at->first)) AddWholes(at->first);
    }
  }

  const Schedule& schedule_;
  Names names_;
};

bool TakesPlaceIn(const v1::Event& event, const Names& spaces, const std::string& space) {
  return std::any_of(
      event.bookings().begin(), event.bookings().end(), [&](const v1::Booking& booking) {
        if (!booking.space().empty()) return spaces.contains(booking.space());
        const auto& excepted = booking.excepted_spaces();
        return booking.venue() == VenueOf(space) &&
               std::none_of(excepted.begin(), excepted.end(),
                            [&](const std::string& one) { return spaces.contains(one); });
      });
}

std::vector<const PublishedEvent*> EventsOfScope(const Schedule& schedule,
                                                 const FeedAddress& address) {
  if (address.scope == FeedScope::kEvent) {
    const PublishedEvent* event = schedule.FindEvent(address.resource);
    if (event == nullptr) return {};
    return {event};
  }
  if (address.scope != FeedScope::kSpace) return schedule.EventsOf(address.resource);
  auto events = schedule.EventsOf(VenueOf(address.resource));
  const Names spaces = Overlapping(schedule).Of(address.resource);
  events.erase(std::remove_if(events.begin(), events.end(),
                              [&](const PublishedEvent* event) {
                                return !TakesPlaceIn(event->event, spaces, address.resource);
                              }),
               events.end());
  return events;
}

}  // namespace

std::vector<const PublishedEvent*> FeedEvents(const Schedule& schedule,
                                              const FeedAddress& address) {
  auto events = EventsOfScope(schedule, address);
  events.erase(
      std::remove_if(events.begin(), events.end(),
                     [&](const PublishedEvent* event) { return !Matches(address, event->event); }),
      events.end());
  return events;
}

}  // namespace taqvim::web
