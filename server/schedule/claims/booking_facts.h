// Facts about the bookings of one event (resources, atoms, instants), fetched once for
// the rules to judge.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/field_errors.h"
#include "server/schedule/time/civil.h"
#include "storage/snapshot.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// What one booking refers to, and when it is.
struct BookingFacts {
  // The space, venue or participant.
  std::shared_ptr<const storage::Resource> resource;
  // The venue of a space or venue booking; null for a participant.
  std::shared_ptr<const v1::Venue> venue;
  // The participant; null for others.
  std::shared_ptr<const v1::Participant> participant;
  // The space; null when a venue or participant is booked.
  std::shared_ptr<const v1::Space> space;
  absl::TimeZone zone;
  // The interval of the period alone, and with set-up and tear-down.
  storage::Interval announced;
  storage::Interval occupied;
  bool timed = false;
  // Whether it is new, or differs from the stored booking of its id.
  bool altered = true;
  // The atoms that it claims, in order of id.
  std::vector<storage::ResourceId> atoms;

  bool is_participant() const { return venue == nullptr; }
};

// One occurrence of an event that repeats.
struct OccurrenceFacts {
  // Its day by the rule, which identifies it.
  absl::CivilDay day;
  // When the event itself takes place.
  CivilDays event_days;
  // By booking: its days, and its instants as in BookingFacts.
  std::vector<CivilDays> days;
  std::vector<storage::Interval> announced;
  std::vector<storage::Interval> occupied;
};

struct EventFacts {
  std::vector<BookingFacts> bookings;
  // What the event refers to, each once: stored as its links.
  std::vector<storage::Link> links;
};

// Fetches the resources of the bookings, settles the zone of each (writing it
// into the booking's `time_zone`), gives ids to bookings without one, and adds
// to the errors, in the scope of the event, what does not exist or does not
// fit. `before` is the event as it is stored, empty for a new one: what is
// archived may stay referred to, not be referred to anew, and local times are
// held against the zone only where they changed. Of an event that nobody writes
// nothing is altered, whatever the world changed of it. Links to other events are
// the caller's.
absl::StatusOr<EventFacts> FetchFacts(storage::Snapshot& snapshot, v1::Event& event,
                                      const v1::Event& before, bool written, FieldErrors& errors);

}  // namespace taqvim::schedule
