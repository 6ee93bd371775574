#include "server/schedule/facts/standing_event.h"

#include <algorithm>
#include <tuple>

#include "server/schedule/event/bookings.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

std::optional<absl::CivilDay> StandingEvent::DayOf(const storage::Claim& claim) const {
  if (closed) return std::nullopt;
  return occurrences.DayOf(booking(claim.booking), claim.interval);
}

namespace {

// The first day that may not be over somewhere.
absl::CivilDay EarliestDay(absl::Time now) {
  return absl::ToCivilDay(now, absl::UTCTimeZone()) - 1;
}

}  // namespace

bool IsPeriodAhead(const v1::Event& event, absl::Time now) {
  return event.has_period() && DaysOf(event.period()).last >= EarliestDay(now);
}

bool IsAhead(const StandingEvent& standing, absl::Time now) {
  const v1::Event& event = *standing.event;
  // What repeats is ahead with its occurrences, and not with the first of them.
  const bool by_period = !event.has_recurrence() && !IsPlaced(event);
  if (!standing.claims.empty() || (by_period && IsPeriodAhead(event, now))) return true;
  const absl::CivilDay earliest = EarliestDay(now);
  const auto& stops = event.culture_days().stops();
  if (std::any_of(stops.begin(), stops.end(),
                  [&](const v1::Stop& stop) { return ToCivilDay(stop.last_day()) >= earliest; })) {
    return true;
  }
  return event.has_recurrence() && standing.occurrences.AnyIn({earliest, absl::CivilDay::max()});
}

std::vector<TimeAhead> TimesAhead(const StandingEvent& standing, int index,
                                  const absl::TimeZone& zone, storage::ClaimKinds kinds) {
  const v1::Booking& booking = standing.booking(index);
  std::vector<TimeAhead> times;
  for (const storage::Claim& claim : standing.claims) {
    if (!kinds.Has(claim.kind) || claim.booking != index) continue;
    times.push_back(
        {AnnouncedInterval(booking, PeriodOf(*standing.event, booking), claim.interval, zone),
         standing.DayOf(claim)});
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

absl::TimeZone ZoneOf(const v1::Booking& booking) {
  auto zone = FindZone(booking.time_zone());
  return zone.ok() ? *zone : absl::UTCTimeZone();
}

const v1::Waiver* WaiverFor(const v1::Event& event, v1::ConflictRule rule,
                            const std::string& booking, const std::string& counterpart) {
  for (const v1::Waiver& waiver : event.waivers()) {
    if (waiver.rule() == rule && waiver.booking() == booking &&
        waiver.counterpart() == counterpart) {
      return &waiver;
    }
  }
  return nullptr;
}

std::optional<v1::ConflictKind> KindAt(const Rule& rule, const v1::Event& event, bool closed,
                                       int booking, v1::ConflictKind kind,
                                       const std::string& counterpart, const std::string& etag) {
  const v1::Waiver* waiver = WaiverFor(event, rule.name, event.bookings(booking).id(), counterpart);
  if (waiver == nullptr || closed) return kind;
  if (waiver->counterpart_etag() == etag) return std::nullopt;
  return v1::CONFLICT_KIND_WAIVER_ENDED;
}

}  // namespace taqvim::schedule
