#include "server/schedule/methods/occurrence_teller.h"

#include <algorithm>
#include <utility>

#include "proto/status_macros.h"
#include "server/base/names.h"
#include "server/schedule/event/event_kinds.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

// The zone of the event's own period: that of the bookings which have it, else the one of all its
// places; empty where those disagree and it has none of its own.
std::string ZoneOf(const v1::Event& event) {
  if (!event.time_zone().empty()) return event.time_zone();
  std::string zone;
  for (const v1::Booking& booking : event.bookings()) {
    if (!booking.has_period()) return booking.time_zone();
    if (booking.has_participant()) continue;
    if (!zone.empty() && zone != booking.time_zone()) return "";
    zone = booking.time_zone();
  }
  return zone;
}

// When it takes place, or would; of what is left out, as its zone has none of its
// days, those that it was to be on.
v1::Period PeriodShown(const v1::Occurrence& occurrence, const v1::Period& said) {
  const auto zone = FindZone(occurrence.time_zone());
  const bool claimed = occurrence.state() == v1::OCCURRENCE_STATE_BOOKED ||
                       occurrence.state() == v1::OCCURRENCE_STATE_HELD;
  if (!zone.ok() || (!claimed && !Occurs(said, *zone))) return said;
  return ShownPeriod(said, *zone);
}

void Describe(const v1::Event& event, v1::Occurrence& occurrence) {
  occurrence.set_event(event.name());
  occurrence.set_event_uid(event.uid());
  *occurrence.mutable_title() = event.title();
  occurrence.set_event_kind(KindOf(event));
  occurrence.set_event_state(event.state());
}

void DescribeStop(const Agenda& agenda, const AgendaKey& key, v1::Occurrence& occurrence) {
  occurrence.set_city(agenda.event().culture_days().stops(key.stop).city());
  occurrence.set_state(v1::OCCURRENCE_STATE_BOOKED);
  *occurrence.mutable_period() = agenda.PeriodOf(key);
}

void DescribeTime(const Agenda& agenda, const AgendaKey& key, v1::Occurrence& occurrence) {
  occurrence.set_time_zone(ZoneOf(agenda.event()));
  occurrence.set_state(agenda.occurrences().StateOn(key.day));
  *occurrence.mutable_period() = PeriodShown(occurrence, agenda.PeriodOf(key));
  occurrence.set_anniversary(agenda.occurrences().AnniversaryOn(key.day));
  for (const v1::Booking& booking : agenda.event().bookings()) {
    if (booking.has_participant()) continue;
    const std::string& place = booking.has_space() ? booking.space() : booking.venue();
    const auto& known = occurrence.places();
    if (std::find(known.begin(), known.end(), place) == known.end()) occurrence.add_places(place);
  }
}

}  // namespace

absl::StatusOr<OccurrenceTeller::Told> OccurrenceTeller::Tell(const Agenda& agenda,
                                                              const AgendaKey& key) {
  Told told;
  *told.occurrence.mutable_day() = ToDate(key.day);
  Describe(agenda.event(), told.occurrence);
  key.stop >= 0 ? DescribeStop(agenda, key, told.occurrence)
                : DescribeTime(agenda, key, told.occurrence);
  RETURN_IF_ERROR(AddPlaces(told));
  told.bytes = told.occurrence.ByteSizeLong();
  for (const v1::OccurrencePlace& place : told.places) told.bytes += place.ByteSizeLong();
  return told;
}

absl::Status OccurrenceTeller::AddPlaces(Told& told) {
  for (const std::string& name : told.occurrence.places()) RETURN_IF_ERROR(AddPlace(name, told));
  return absl::OkStatus();
}

absl::Status OccurrenceTeller::AddPlace(const std::string& name, Told& told) {
  const auto is_it = [&](const v1::OccurrencePlace& place) { return place.name() == name; };
  if (told_.contains(name) || std::any_of(told.places.begin(), told.places.end(), is_it)) {
    return absl::OkStatus();
  }
  const std::string venue_name(VenueOf(name));
  ASSIGN_OR_RETURN(auto venue, snapshot_.Find(storage::Kind::kVenue, venue_name));
  if (venue == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto of_venue, ReadShared<v1::Venue>(*venue));
  v1::OccurrencePlace place;
  place.set_name(name);
  place.set_city(of_venue->city());
  place.set_country(of_venue->country());
  *place.mutable_title() = of_venue->title();
  if (venue_name == name) {
    told.places.push_back(std::move(place));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto space, snapshot_.Find(storage::Kind::kSpace, name));
  if (space == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto of_space, ReadShared<v1::Space>(*space));
  *place.mutable_title() = of_space->title();
  told.places.push_back(std::move(place));
  return AddPlace(venue_name, told);
}

void OccurrenceTeller::Add(Told told) {
  *response_.add_occurrences() = std::move(told.occurrence);
  for (v1::OccurrencePlace& place : told.places) {
    told_.insert(place.name());
    *response_.add_places() = std::move(place);
  }
}

}  // namespace taqvim::schedule
