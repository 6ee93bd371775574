#include "server/schedule/rules/capacity_rule.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"

namespace taqvim::schedule {
namespace {

Breach BreachOf(int booking, const PlacedBooking& placed, const std::string& space) {
  return {.booking = booking,
          .resource = space,
          .counterpart = space,
          .interval = placed.announced,
          .zone = placed.zone,
          .details = {absl::StrCat(placed.seats), absl::StrCat(placed.expected)}};
}

absl::Status StandAt(Standing& standing, int index) {
  const v1::Booking& booking = standing.event.booking(index);
  if (!booking.has_space() || booking.expected_attendance() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto space, standing.lookups.SpaceOf(booking));
  PlacedBooking placed{
      .seats = space->seats(), .expected = booking.expected_attendance(), .zone = ZoneOf(booking)};
  if (!IsOverCapacity(placed)) return absl::OkStatus();
  const auto kind =
      standing.KindAt(index, v1::CONFLICT_KIND_OVER_CAPACITY, space->name(), space->etag());
  if (!kind) return absl::OkStatus();
  for (const TimeAhead& times : TimesAhead(standing.event, index, placed.zone, kBlocking)) {
    placed.announced = times.announced;
    Breach breach = BreachOf(index, placed, space->name());
    breach.counterpart_title = &space->title();
    breach.day = times.day;
    standing.Add(*kind, std::move(breach));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsOverCapacity(const PlacedBooking& booking) {
  return booking.seats != 0 && booking.expected > booking.seats;
}

absl::Status JudgeCapacity(Judging& judging) {
  const JudgedEvent& event = judging.event;
  for (int i = 0; i < event.facts.bookings.size(); ++i) {
    const BookingFacts& facts = event.booking(i);
    if (!event.altered[i] || !facts.space) continue;
    const PlacedBooking placed{.seats = facts.space->seats(),
                               .expected = event.after.bookings(i).expected_attendance(),
                               .zone = facts.zone,
                               .announced = facts.announced};
    if (!IsOverCapacity(placed)) continue;
    judging.Add(BreachOf(i, placed, facts.resource->name), facts.space->etag());
  }
  return absl::OkStatus();
}

// How many are expected is hidden of what is closed.
absl::Status StandOverCapacity(Standing& standing) {
  const bool wanted =
      standing.WantsAny({v1::CONFLICT_KIND_OVER_CAPACITY, v1::CONFLICT_KIND_WAIVER_ENDED});
  const StandingEvent& event = standing.event;
  if (!event.confirmed() || event.closed || !wanted) return absl::OkStatus();
  for (int i = 0; i < event.event->bookings_size(); ++i) {
    RETURN_IF_ERROR(StandAt(standing, i));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
