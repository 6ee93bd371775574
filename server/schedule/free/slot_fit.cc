#include "server/schedule/free/slot_fit.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/schedule/rules/rule_table.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;

constexpr int64_t kDefaultOpening = 9 * 3600;
constexpr int64_t kDefaultClosing = 22 * 3600;

bool ShareAtom(const Place& a, const Place& b) {
  return std::find_first_of(a.atoms.begin(), a.atoms.end(), b.atoms.begin(), b.atoms.end()) !=
         a.atoms.end();
}

}  // namespace

const Fit* CollidingFit(const Fit& fit, const Settled& settled) {
  for (const Fit* other : settled.fits) {
    if (other->occupied.Overlaps(fit.occupied) && ShareAtom(*other->place, *fit.place)) {
      return other;
    }
  }
  return nullptr;
}

PlaceFitter::PlaceFitter(const SlotPlan& plan, const SlotItemPlan& item, const Place& place,
                         AtomUses& uses)
    : plan_(plan), item_(item), place_(place), clock_(plan.clocks.at(place.venue)) {
  for (storage::ResourceId atom : place.atoms) atoms_.push_back(&uses.Of(atom));
  for (storage::ResourceId id : item.participants) participants_.push_back(&uses.Of(id));
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::Next(ClockReading from, const Settled& settled) {
  const LocalSecond earliest = clock_.EarliestFrom(settled.not_before);
  from = std::max(from, ClockReading{std::max(MidnightOf(plan_.first_day), earliest)});
  const LocalDay day = DayOf(from.time);
  if (day > settled.last_day) return Found();
  if (!plan_.MayStartOn(day)) return Found{.next = {MidnightOf(day + 1)}};
  return item_.timed ? NextTimed(from, settled) : NextDated(from, settled);
}

PlaceFitter::Hours PlaceFitter::HoursOn(LocalDay day) const {
  const WeeklyHours& venue = place_.venue->hours;
  Hours hours{.first_start = plan_.earliest_start.value_or(kDefaultOpening),
              .latest_end = plan_.latest_end};
  if (!venue.always_open()) {
    const auto opening = venue.FirstOpening(WeekdayOf(day));
    // A day on which it never opens has no start.
    if (!opening || !plan_.earliest_start) hours.first_start = opening.value_or(kSecondsOfDay);
  } else if (!plan_.latest_end && hours.first_start + item_.length <= kDefaultClosing) {
    hours.latest_end = kDefaultClosing;
  }
  return hours;
}

PlacedBooking PlaceFitter::PlacedAt(const Fit& fit) const {
  const PlaceVenue& venue = *place_.venue;
  PlacedBooking placed{.hours = &venue.hours,
                       .timed = item_.timed,
                       .zone = venue.zone,
                       .announced = fit.announced,
                       .limits = LimitsOf(*venue.venue),
                       .asked = absl::FromUnixSeconds(plan_.not_before)};
  if (item_.timed && clock_.IsSteady(fit.announced.start, fit.announced.end)) {
    const LocalDay day = DayOf(fit.start.time);
    placed.second_of_week = MidnightOf(WeekdayOf(day)) + (fit.start.time - MidnightOf(day));
  }
  return placed;
}

std::optional<Fit> PlaceFitter::TimedAt(ClockReading start, int64_t instant, const Hours& hours,
                                        const Settled& settled) const {
  if (instant < settled.not_before) return std::nullopt;
  Fit fit{.place = &place_, .start = start};
  fit.announced = {instant, instant + item_.length};
  fit.occupied = {fit.announced.start - item_.before, fit.announced.end + item_.after};
  fit.end = clock_.ToLocal(fit.announced.end);
  const LocalSecond midnight = MidnightOf(DayOf(start.time));
  if (hours.latest_end && fit.end - midnight > *hours.latest_end) return std::nullopt;
  if (DayOf(fit.end - 1) > settled.last_day || !FitsItsPlace(PlacedAt(fit))) return std::nullopt;
  return fit;
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::NextTimed(ClockReading from,
                                                          const Settled& settled) {
  const LocalDay day = DayOf(from.time);
  const LocalSecond end_of_day = MidnightOf(day + 1);
  const Hours hours = HoursOn(day);
  const LocalSecond first = MidnightOf(day) + hours.first_start;
  // The first step at the time or after it.
  const auto step_at = [&](LocalSecond time) {
    const int64_t late = std::max<int64_t>(time - first, 0);
    return first + (late + plan_.step - 1) / plan_.step * plan_.step;
  };
  for (auto start = std::max(from, ClockReading{step_at(from.time)}); start.time < end_of_day;) {
    const ClockReading tried = start;
    start = start.again ? ClockReading{start.time + plan_.step} : start.Next();
    const auto instant = clock_.ToInstant(tried);
    if (!instant) continue;
    ++starts_tried_;
    auto fit = TimedAt(tried, *instant, hours, settled);
    if (!fit) continue;
    ASSIGN_OR_RETURN(auto block, BlockOf(*fit, settled));
    if (!block) {
      fit->holds = HoldsAhead(*fit);
      return Found{.fit = fit};
    }
    if (block->until == Interval::kForever) return Found();
    const LocalSecond free = clock_.EarliestFrom(block->until + block->set_up);
    if (free >= end_of_day) return Found{.next = {free}};
    start = std::max(start, ClockReading{step_at(free)});
  }
  return Found{.next = {end_of_day}};
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::NextDated(ClockReading from,
                                                          const Settled& settled) {
  const LocalDay day = DayOf(from.time);
  const LocalDay end = day + item_.length;
  if (ClockReading{MidnightOf(day)} < from) return Found{.next = {MidnightOf(day + 1)}};
  ++starts_tried_;
  if (end - 1 > settled.last_day) return Found();
  Fit fit{.place = &place_, .start = {MidnightOf(day)}, .end = MidnightOf(end)};
  fit.announced = {clock_.StartOf(day), clock_.StartOf(end)};
  fit.occupied = {clock_.StartOf(day - item_.before), clock_.StartOf(end + item_.after)};
  // The calendar of the zone skips the days, or they have begun, or break a rule.
  if (fit.announced.end <= fit.announced.start || fit.announced.start < settled.not_before ||
      !FitsItsPlace(PlacedAt(fit))) {
    return Found{.next = {MidnightOf(day + 1)}};
  }
  ASSIGN_OR_RETURN(auto block, BlockOf(fit, settled));
  if (!block) {
    fit.holds = HoldsAhead(fit);
    return Found{.fit = fit};
  }
  if (block->until == Interval::kForever) return Found();
  const LocalDay last_taken = DayOf(clock_.ToLocal(block->until - 1));
  return Found{.next = {MidnightOf(std::max(day + 1, last_taken + 1 + block->set_up))}};
}

absl::StatusOr<std::optional<PlaceFitter::Block>> PlaceFitter::BlockOf(const Fit& fit,
                                                                       const Settled& settled) {
  // Only what is timed is always of one length.
  const int64_t least = item_.timed ? fit.occupied.end - fit.occupied.start : 0;
  for (AtomUse* atom : atoms_) {
    ASSIGN_OR_RETURN(auto free, atom->FreeFrom(fit.occupied, least));
    if (free > fit.occupied.start) return Block{free, item_.before};
  }
  if (const Fit* other = CollidingFit(fit, settled)) {
    return Block{other->occupied.end, item_.before};
  }
  for (AtomUse* participant : participants_) {
    ASSIGN_OR_RETURN(auto free,
                     participant->FreeFrom(fit.announced, item_.timed ? item_.length : 0));
    if (free > fit.announced.start) return Block{free, 0};
  }
  return std::nullopt;
}

int PlaceFitter::HoldsAhead(const Fit& fit) const {
  HoldOwners owners;
  for (const AtomUse* atom : atoms_) atom->AddHolds(fit.occupied, owners);
  for (const AtomUse* participant : participants_) participant->AddHolds(fit.announced, owners);
  return static_cast<int>(owners.size());
}

}  // namespace taqvim::schedule
