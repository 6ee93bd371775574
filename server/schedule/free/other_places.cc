#include "server/schedule/free/other_places.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "proto/status_macros.h"
#include "server/base/field_errors.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/free/claims_around.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kDay = 24 * 3600;
// More places than this are not looked at for one booking.
constexpr size_t kMostLookedAt = 200;

class PlaceSearch {
 public:
  PlaceSearch(ClaimedDrafts& drafts, const ClaimedDraft& draft, int booking, PlaceReader& reader,
              size_t most, int64_t until)
      : work_(drafts.work()),
        until_(until),
        now_(drafts.transaction().now()),
        draft_(draft),
        booking_(draft.after.bookings(booking)),
        facts_(draft.facts.bookings[booking]),
        period_(PeriodOf(draft.after, booking_)),
        reader_(reader),
        most_(most),
        claims_(drafts, draft, {booking}),
        uses_(claims_, facts_.occupied.start - 2 * kDay, draft.confirmed() || draft.confirming) {}

  absl::StatusOr<std::vector<OtherPlace>> Run() {
    ASSIGN_OR_RETURN(auto venue, reader_.Venue(facts_.venue->name()));
    if (venue != nullptr && !booking_.has_venue()) {
      RETURN_IF_ERROR(LookAtSpaces({venue}));
    }
    if (found_.size() < most_) {
      ASSIGN_OR_RETURN(auto others, VenuesOfCity());
      RETURN_IF_ERROR(booking_.has_venue() ? LookAtVenues(others) : LookAtSpaces(others));
    }
    return std::move(found_);
  }

 private:
  bool GoesOn() const { return work_.spent() < until_; }

  absl::StatusOr<std::vector<const PlaceVenue*>> VenuesOfCity() {
    PlaceReader::Names city, country;
    *city.Add() = facts_.venue->city();
    *country.Add() = facts_.venue->country();
    auto venues = reader_.VenuesIn(city, country, kMostLookedAt);
    if (!venues.ok()) return venues.status();
    std::erase_if(*venues, [this](const PlaceVenue* venue) {
      return venue->venue->name() == facts_.venue->name();
    });
    return venues;
  }

  absl::Status LookAtSpaces(const std::vector<const PlaceVenue*>& venues) {
    std::vector<const Place*> places;
    for (const PlaceVenue* venue : venues) {
      ASSIGN_OR_RETURN(auto spaces, reader_.SpacesOf(*venue));
      places.insert(places.end(), spaces.begin(), spaces.end());
      if (places.size() > kMostLookedAt || !GoesOn()) break;
    }
    return LookAt(std::move(places));
  }

  absl::Status LookAtVenues(const std::vector<const PlaceVenue*>& venues) {
    std::vector<const Place*> places;
    for (const PlaceVenue* venue : venues) {
      ASSIGN_OR_RETURN(auto place, reader_.WholeVenue(venue->venue->name()));
      places.push_back(place);
      if (places.size() > kMostLookedAt || !GoesOn()) break;
    }
    return LookAt(std::move(places));
  }

  absl::Status LookAt(std::vector<const Place*> places) {
    std::sort(places.begin(), places.end(),
              [this](const Place* a, const Place* b) { return OrderOf(*a) < OrderOf(*b); });
    for (const Place* place : places) {
      if (found_.size() == most_ || !GoesOn()) break;
      RETURN_IF_ERROR(AddIfFree(*place));
    }
    return absl::OkStatus();
  }

  // Places that seat as many as are expected, or as the space does, then those
  // that seat fewer, then those whose seats are not known.
  std::tuple<int, int, std::string_view> OrderOf(const Place& place) const {
    const int32_t expected = booking_.expected_attendance();
    const int32_t wanted = expected > 0 ? expected : facts_.space ? facts_.space->seats() : 0;
    const int group = place.seats == 0 ? 2 : place.seats < wanted ? 1 : 0;
    return {group, std::abs(place.seats - wanted), place.name};
  }

  // Adds the place to what is found if it is free.
  absl::Status AddIfFree(const Place& place) {
    if (place.name == facts_.resource->name) return absl::OkStatus();
    if (!FitsItsPlace({.seats = place.seats,
                       .expected = booking_.expected_attendance(),
                       .unapproved = NeedsApprovalAnew(draft_, Approver(place.venue->venue))})) {
      return absl::OkStatus();
    }
    for (v1::Period& period : PeriodsAt(place.venue->zone)) {
      ASSIGN_OR_RETURN(auto free, IsFree(place, period));
      if (!free) continue;
      const storage::Interval announced = IntervalOf(period, place.venue->zone);
      found_.push_back({&place, std::move(period), announced});
      break;
    }
    return absl::OkStatus();
  }

  // The period as it can be said there: as it is or, where the clocks of that zone
  // skip it or show it twice, in other ways or none.
  std::vector<v1::Period> PeriodsAt(const absl::TimeZone& zone) const {
    FieldErrors errors;
    CheckPeriodInZone(period_, zone, errors);
    return errors.empty() ? std::vector{period_} : ReadingsOf(period_, zone);
  }

  absl::StatusOr<bool> IsFree(const Place& place, const v1::Period& period) {
    const absl::TimeZone& zone = place.venue->zone;
    const storage::Interval announced = IntervalOf(period, zone);
    if (!FitsItsPlace({.hours = &place.venue->hours,
                       .timed = facts_.timed,
                       .zone = zone,
                       .announced = announced,
                       .limits = LimitsOf(*place.venue->venue),
                       .asked = now_})) {
      return false;
    }
    const storage::Interval occupied = OccupiedInterval(booking_, period, announced, zone);
    for (storage::ResourceId atom : place.atoms) {
      if (!work_.Count(1) || !GoesOn()) return false;
      ASSIGN_OR_RETURN(auto free, uses_.Of(atom).FreeFrom(occupied));
      if (free > occupied.start) return false;
    }
    return true;
  }

  storage::Work& work_;
  const int64_t until_;
  const absl::Time now_;
  const ClaimedDraft& draft_;
  const v1::Booking& booking_;
  const BookingFacts& facts_;
  const v1::Period& period_;
  PlaceReader& reader_;
  const size_t most_;
  ClaimsAround claims_;
  AtomUses uses_;
  std::vector<OtherPlace> found_;
};

}  // namespace

bool NeedsApprovalAnew(const ClaimedDraft& draft, const Approver& approver) {
  return draft.before.state() == v1::EVENT_STATE_CONFIRMED && approver.Decides(draft.after);
}

absl::StatusOr<std::vector<OtherPlace>> FindOtherPlaces(ClaimedDrafts& drafts,
                                                        const ClaimedDraft& draft, int booking,
                                                        PlaceReader& reader, size_t most,
                                                        int64_t until) {
  const bool has_like = !draft.facts.bookings[booking].is_participant() &&
                        draft.after.bookings(booking).excepted_spaces().empty();
  if (!has_like) return std::vector<OtherPlace>();
  return PlaceSearch(drafts, draft, booking, reader, most, until).Run();
}

}  // namespace taqvim::schedule
