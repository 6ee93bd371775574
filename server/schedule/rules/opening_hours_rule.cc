#include "server/schedule/rules/opening_hours_rule.h"

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/bookings.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;

// What it takes to hold a booking against the hours of its venue.
constexpr int64_t kUnitsOfHours = 4;

Breach BreachAt(int booking, const v1::Venue& venue, const Interval& announced,
                const absl::TimeZone& zone, std::optional<absl::CivilDay> day) {
  return {.booking = booking,
          .counterpart = venue.name(),
          .counterpart_title = &venue.title(),
          .interval = announced,
          .zone = zone,
          .day = day};
}

void JudgeBooking(Judging& judging, int index) {
  const BookingFacts& facts = judging.event.booking(index);
  if (facts.is_participant() || !facts.timed || facts.venue->opening_hours().empty()) return;
  const WeeklyHours hours(*facts.venue);
  storage::Work& work = judging.write.work();
  judging.event.ForEachTime(
      index, work, [&](const Interval& announced, const OccurrenceFacts* occurrence) {
        const PlacedBooking placed{
            .hours = &hours, .timed = true, .zone = facts.zone, .announced = announced};
        if (!work.Count(kUnitsOfHours) || !IsOutsideHours(placed)) return;
        Breach breach = BreachAt(index, *facts.venue, announced, facts.zone, DayOf(occurrence));
        breach.resource = facts.resource->name;
        judging.Add(breach, facts.venue->etag());
      });
}

absl::Status OpenAt(Standing& standing, int index) {
  const v1::Booking& booking = standing.event.booking(index);
  const bool timed = PeriodOf(*standing.event.event, booking).has_timed();
  if (booking.has_participant() || !timed) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto open, standing.lookups.VenueOfBooking(booking));
  const auto zone = FindZone(booking.time_zone());
  if (open->hours.always_open() || !zone.ok()) return absl::OkStatus();
  const v1::Venue& venue = *open->venue;
  const auto kind =
      standing.KindAt(index, v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS, venue.name(), venue.etag());
  if (!kind) return absl::OkStatus();
  for (const TimeAhead& times : TimesAhead(standing.event, index, *zone, kBlocking)) {
    const PlacedBooking placed{
        .hours = &open->hours, .timed = true, .zone = *zone, .announced = times.announced};
    if (!IsOutsideHours(placed)) continue;
    standing.Add(*kind, BreachAt(index, venue, times.announced, *zone, times.day));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsOutsideHours(const PlacedBooking& booking) {
  if (booking.hours == nullptr || !booking.timed) return false;
  const Interval& announced = booking.announced;
  return booking.second_of_week ? !booking.hours->ContainCivil(*booking.second_of_week,
                                                               announced.end - announced.start)
                                : !booking.hours->Contain(booking.zone, announced);
}

absl::Status JudgeHours(Judging& judging) {
  for (int i = 0; i < judging.event.facts.bookings.size(); ++i) JudgeBooking(judging, i);
  return absl::OkStatus();
}

absl::Status StandOutsideHours(Standing& standing) {
  const bool wanted =
      standing.WantsAny({v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS, v1::CONFLICT_KIND_WAIVER_ENDED});
  if (!standing.event.confirmed() || !wanted) return absl::OkStatus();
  for (int i = 0; i < standing.event.event->bookings_size(); ++i) {
    RETURN_IF_ERROR(OpenAt(standing, i));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
