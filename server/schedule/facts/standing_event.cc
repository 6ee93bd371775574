// The standing conflicts of confirmed events with the hours and the seats of where
// they take place: what was changed since, and what was accepted and changed since.
#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/names.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

// What resolves a conflict with the place.
std::string Resolution(const StandingEvent& standing, const std::string& place, bool accepted) {
  return absl::StrCat("Move or cancel ", standing.event->name(), ", change ", place,
                      " so that it fits, or change the event and override the rule",
                      accepted ? " again." : ".");
}

}  // namespace

std::vector<TimeAhead> TimesAhead(const StandingEvent& standing, int index,
                                  const absl::TimeZone& zone, storage::ClaimKinds kinds) {
  const v1::Booking& booking = standing.event->bookings(index);
  std::vector<TimeAhead> times;
  for (const storage::Claim& claim : standing.claims) {
    if (!kinds.Has(claim.kind) || claim.booking != index) continue;
    const auto day =
        standing.closed ? std::nullopt : standing.occurrences.DayOf(booking, claim.interval);
    times.push_back(
        {AnnouncedInterval(booking, PeriodOf(*standing.event, booking), claim.interval, zone),
         day});
  }
  const auto key = [](const TimeAhead& time) {
    return std::tie(time.announced.start, time.announced.end, time.day);
  };
  std::sort(times.begin(), times.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  times.erase(std::unique(times.begin(), times.end(),
                          [&](const auto& a, const auto& b) { return key(a) == key(b); }),
              times.end());
  return times;
}

void SetTimes(const TimeAhead& times, v1::Conflict& conflict) {
  conflict.mutable_start_time()->set_seconds(times.announced.start);
  if (times.announced.end != storage::Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(times.announced.end);
  }
  if (times.day) *conflict.mutable_occurrence_day() = ToDate(*times.day);
}

// How a booking that breaks a rule of its place came to stand in conflict; nothing
// when it was accepted, and the place is as it was then. Who accepts what is not
// told of events that are closed.
std::optional<v1::ConflictKind> StandingConflicts::KindAt(const StandingEvent& standing, int index,
                                                          v1::ConflictKind kind,
                                                          v1::ConflictRule rule,
                                                          const std::string& place,
                                                          const std::string& etag) {
  const v1::Waiver* waiver =
      WaiverFor(*standing.event, rule, standing.event->bookings(index).id(), place);
  if (waiver == nullptr || standing.closed) return kind;
  if (waiver->counterpart_etag() == etag) return std::nullopt;
  return v1::CONFLICT_KIND_WAIVER_ENDED;
}

absl::Status StandingConflicts::LeaveHours(const StandingEvent& standing, int index) {
  constexpr auto kRule = v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS;
  const v1::Booking& booking = standing.event->bookings(index);
  if (booking.has_participant() || !PeriodOf(*standing.event, booking).has_timed()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto open, VenueOfBooking(booking));
  const auto zone = FindZone(booking.time_zone());
  if (open->hours.always_open() || !zone.ok()) return absl::OkStatus();
  const v1::Venue& venue = *open->venue;
  const auto kind = KindAt(standing, index, v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS, kRule,
                           venue.name(), venue.etag());
  if (!kind || !Wanted(*kind, kRule)) return absl::OkStatus();
  const bool accepted = *kind == v1::CONFLICT_KIND_WAIVER_ENDED;
  for (const TimeAhead& times : TimesAhead(standing, index, *zone, kBlocking)) {
    if (open->hours.Hold(*zone, times.announced)) continue;
    v1::StandingConflict& found = Add(standing, *kind, kRule, index);
    v1::Conflict& conflict = *found.mutable_conflict();
    conflict.set_counterpart(venue.name());
    *conflict.mutable_counterpart_title() = venue.title();
    SetTimes(times, conflict);
    conflict.set_message(absl::StrCat(
        venue.name(), " is not open all the time ", FormatInterval(times.announced, *zone),
        accepted ? ", and has changed since that was accepted." : "."));
    found.set_resolution(Resolution(standing, venue.name(), accepted));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const v1::Space>> StandingConflicts::SpaceOf(
    const v1::Booking& booking) {
  std::shared_ptr<const v1::Space>& known = spaces_[booking.space()];
  if (known != nullptr) return known;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kSpace, booking.space()));
  if (!resource) return Internal(absl::StrCat("the booked ", booking.space(), " is missing"));
  auto space = ReadShared<v1::Space>(*resource);
  if (space.ok()) known = *space;
  return space;
}

absl::Status StandingConflicts::LeaveSeats(const StandingEvent& standing, int index) {
  constexpr auto kRule = v1::CONFLICT_RULE_OVER_CAPACITY;
  const v1::Booking& booking = standing.event->bookings(index);
  // How many are expected is hidden of what is closed.
  if (!booking.has_space() || standing.closed) return absl::OkStatus();
  if (booking.expected_attendance() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto space, SpaceOf(booking));
  const int32_t seats = space->seats();
  if (seats == 0 || booking.expected_attendance() <= seats) return absl::OkStatus();
  const auto zone = FindZone(booking.time_zone());
  const auto kind =
      KindAt(standing, index, v1::CONFLICT_KIND_OVER_CAPACITY, kRule, space->name(), space->etag());
  if (!kind || !Wanted(*kind, kRule)) return absl::OkStatus();
  const bool accepted = *kind == v1::CONFLICT_KIND_WAIVER_ENDED;
  for (const TimeAhead& times :
       TimesAhead(standing, index, zone.ok() ? *zone : absl::UTCTimeZone(), kBlocking)) {
    v1::StandingConflict& found = Add(standing, *kind, kRule, index);
    v1::Conflict& conflict = *found.mutable_conflict();
    conflict.set_counterpart(space->name());
    *conflict.mutable_counterpart_title() = space->title();
    SetTimes(times, conflict);
    conflict.set_message(absl::StrCat(
        space->name(), " seats ", seats, ", and ", booking.expected_attendance(),
        " people are expected", accepted ? "; it has changed since that was accepted." : "."));
    found.set_resolution(Resolution(standing, space->name(), accepted));
  }
  return absl::OkStatus();
}

absl::Status StandingConflicts::LeavePlaces(const StandingEvent& standing) {
  if (standing.event->state() != v1::EVENT_STATE_CONFIRMED) return absl::OkStatus();
  const auto wanted = [&](v1::ConflictKind kind, v1::ConflictRule rule) {
    return Wanted(kind, rule) || Wanted(v1::CONFLICT_KIND_WAIVER_ENDED, rule);
  };
  const bool hours =
      wanted(v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS, v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS);
  const bool seats = wanted(v1::CONFLICT_KIND_OVER_CAPACITY, v1::CONFLICT_RULE_OVER_CAPACITY);
  for (int i = 0; i < standing.event->bookings_size(); ++i) {
    absl::Status status = hours ? LeaveHours(standing, i) : absl::OkStatus();
    if (status.ok() && seats) status = LeaveSeats(standing, i);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
