// `StandingLookups`: what events that stand may collide with, each looked up once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/access/redact.h"
#include "server/schedule/facts/breach.h"
#include "server/schedule/time/opening_hours.h"
#include "storage/snapshot.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Of one snapshot, for a caller with these rights.
class StandingLookups {
 public:
  // The owner of a claim. Of an event that is closed to the caller there is no title.
  struct Party {
    std::string name;
    Texts title;
    std::shared_ptr<const v1::Event> event;  // null for a closure
    std::string etag;                        // of a closure
    access::Sight sight = access::Sight::kAll;
  };
  struct OpenVenue {
    std::shared_ptr<const v1::Venue> venue;
    WeeklyHours hours;
  };

  StandingLookups(storage::Snapshot& snapshot, const access::Rights& rights)
      : snapshot_(snapshot), rights_(rights) {}

  storage::Snapshot& snapshot() const { return snapshot_; }
  const access::Rights& rights() const { return rights_; }

  absl::StatusOr<const Party*> PartyOf(storage::ResourceId owner);
  // The event of that name; null when there is none.
  absl::StatusOr<std::shared_ptr<const v1::Event>> EventOf(const std::string& name);
  // The venue of a booking, of a space or of all of it, and the space.
  absl::StatusOr<const OpenVenue*> VenueOfBooking(const v1::Booking& booking);
  absl::StatusOr<std::shared_ptr<const v1::Space>> SpaceOf(const v1::Booking& booking);

  // Takes an event to be like this, whatever is stored of it.
  void Assume(std::shared_ptr<const v1::Event> event) { events_[event->name()] = std::move(event); }

 private:
  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  std::map<storage::ResourceId, Party> parties_;
  std::map<std::string, std::shared_ptr<const v1::Event>> events_;
  std::map<std::string, OpenVenue, std::less<>> venues_;
  std::map<std::string, std::shared_ptr<const v1::Space>> spaces_;
};

}  // namespace taqvim::schedule
