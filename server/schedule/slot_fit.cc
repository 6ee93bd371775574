#include "server/schedule/slot_fit.h"

#include <algorithm>

#include "absl/time/time.h"
#include "server/schedule/civil_parts.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;
using TimeInfo = absl::TimeZone::TimeInfo;

constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kDefaultOpening = 9 * 3600;
constexpr int64_t kDefaultClosing = 22 * 3600;

absl::CivilSecond NextDay(absl::CivilDay day) { return absl::CivilSecond(day + 1); }

int64_t SecondOfDay(absl::CivilSecond time) {
  return time - absl::CivilSecond(absl::CivilDay(time));
}

bool ShareAtom(const Place& a, const Place& b) {
  return std::find_first_of(a.atoms.begin(), a.atoms.end(), b.atoms.begin(), b.atoms.end()) !=
         a.atoms.end();
}

}  // namespace

PlaceFitter::PlaceFitter(const SlotPlan& plan, const SlotItemPlan& item, const Place& place,
                         AtomUses& uses)
    : plan_(plan), item_(item), place_(place), zone_(place.venue->zone) {
  for (storage::ResourceId atom : place.atoms) atoms_.push_back(&uses.Of(atom));
  for (storage::ResourceId id : item.participants) participants_.push_back(&uses.Of(id));
}

absl::CivilSecond PlaceFitter::LocalOf(int64_t instant) const {
  if (instant == Interval::kForever) return absl::CivilSecond::max();
  return zone_.At(absl::FromUnixSeconds(instant)).cs;
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::Next(absl::CivilSecond from,
                                                     const Settled& settled) {
  from = std::max({from, absl::CivilSecond(plan_.first_day), LocalOf(settled.not_before)});
  const absl::CivilDay day(from);
  if (day > settled.last_day) return Found{.next = absl::CivilSecond::max()};
  if (!plan_.MayStartOn(day)) return Found{.next = NextDay(day)};
  return item_.timed ? NextTimed(from, settled) : NextDated(from, settled);
}

PlaceFitter::Hours PlaceFitter::HoursOn(absl::CivilDay day) const {
  const WeeklyHours& venue = place_.venue->hours;
  Hours hours{.first_start = plan_.earliest_start.value_or(kDefaultOpening),
              .latest_end = plan_.latest_end};
  if (!venue.always_open()) {
    const auto opening = venue.FirstOpening(absl::GetWeekday(day));
    // A day on which it never opens has no start.
    if (!plan_.earliest_start) hours.first_start = opening.value_or(kDay);
    if (!opening) hours.first_start = kDay;
  } else if (!plan_.latest_end && hours.first_start + item_.length <= kDefaultClosing) {
    hours.latest_end = kDefaultClosing;
  }
  return hours;
}

std::optional<Fit> PlaceFitter::TimedAt(absl::CivilSecond start, const Hours& hours,
                                        const Settled& settled) const {
  const TimeInfo first = zone_.At(start);
  if (first.kind != TimeInfo::UNIQUE) return std::nullopt;
  Fit fit{.place = &place_, .start = start};
  fit.announced.start = absl::ToUnixSeconds(first.pre);
  fit.announced.end = fit.announced.start + item_.length;
  fit.occupied = {fit.announced.start - item_.before, fit.announced.end + item_.after};
  const absl::CivilSecond end = LocalOf(fit.announced.end);
  if (end <= start || zone_.At(end).kind != TimeInfo::UNIQUE) return std::nullopt;
  const absl::CivilDay day(start);
  if (hours.latest_end && end - absl::CivilSecond(day) > *hours.latest_end) return std::nullopt;
  if (absl::CivilDay(end - 1) > settled.last_day) return std::nullopt;
  if (fit.announced.start < settled.not_before) return std::nullopt;
  if (!place_.venue->hours.Hold(zone_, fit.announced)) return std::nullopt;
  return fit;
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::NextTimed(absl::CivilSecond from,
                                                          const Settled& settled) {
  const absl::CivilDay day(from);
  const Hours hours = HoursOn(day);
  // The first step at a second of the day or after it.
  const auto step_at = [&](int64_t second) {
    const int64_t late = std::max<int64_t>(second - hours.first_start, 0);
    return hours.first_start + (late + plan_.step - 1) / plan_.step * plan_.step;
  };
  int64_t second = step_at(SecondOfDay(from));
  while (second < kDay) {
    ++starts_tried_;
    auto fit = TimedAt(absl::CivilSecond(day) + second, hours, settled);
    if (!fit) {
      second += plan_.step;
      continue;
    }
    auto block = BlockOf(*fit, settled);
    if (!block.ok()) return block.status();
    if (!*block) {
      fit->holds = HoldsAhead(*fit);
      return Found{.fit = fit};
    }
    if ((*block)->until == Interval::kForever) return Found{.next = absl::CivilSecond::max()};
    const absl::CivilSecond free = LocalOf((*block)->until + (*block)->set_up);
    if (absl::CivilDay(free) > day) return Found{.next = free};
    second = std::max(second + plan_.step, step_at(SecondOfDay(free)));
  }
  return Found{.next = NextDay(day)};
}

absl::StatusOr<PlaceFitter::Found> PlaceFitter::NextDated(absl::CivilSecond from,
                                                          const Settled& settled) {
  absl::CivilDay day(from);
  if (absl::CivilSecond(day) < from) return Found{.next = NextDay(day)};
  ++starts_tried_;
  const absl::CivilDay end = day + item_.length;
  if (end - 1 > settled.last_day) return Found{.next = absl::CivilSecond::max()};
  Fit fit{.place = &place_, .start = absl::CivilSecond(day)};
  fit.announced = {absl::ToUnixSeconds(StartOfDay(day, zone_)),
                   absl::ToUnixSeconds(StartOfDay(end, zone_))};
  fit.occupied = {absl::ToUnixSeconds(StartOfDay(day - item_.before, zone_)),
                  absl::ToUnixSeconds(StartOfDay(end + item_.after, zone_))};
  // The calendar of the zone skips the days, or they have begun.
  if (fit.announced.end <= fit.announced.start || fit.announced.start < settled.not_before) {
    return Found{.next = NextDay(day)};
  }
  auto block = BlockOf(fit, settled);
  if (!block.ok()) return block.status();
  if (!*block) {
    fit.holds = HoldsAhead(fit);
    return Found{.fit = fit};
  }
  if ((*block)->until == Interval::kForever) return Found{.next = absl::CivilSecond::max()};
  // The last day on which something is in the way.
  const absl::CivilDay last(LocalOf((*block)->until - 1));
  return Found{.next = std::max(NextDay(day), absl::CivilSecond(last + 1 + (*block)->set_up))};
}

absl::StatusOr<std::optional<PlaceFitter::Block>> PlaceFitter::BlockOf(const Fit& fit,
                                                                       const Settled& settled) {
  for (AtomUse* atom : atoms_) {
    auto free = atom->FreeFrom(fit.occupied);
    if (!free.ok()) return free.status();
    if (*free > fit.occupied.start) return Block{*free, item_.before};
  }
  for (const Fit* other : settled.fits) {
    if (other->occupied.Overlaps(fit.occupied) && ShareAtom(*other->place, place_)) {
      return Block{other->occupied.end, item_.before};
    }
  }
  for (AtomUse* participant : participants_) {
    auto free = participant->FreeFrom(fit.announced);
    if (!free.ok()) return free.status();
    if (*free > fit.announced.start) return Block{*free, 0};
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
