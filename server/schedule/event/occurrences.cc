#include "server/schedule/event/occurrences.h"

#include <algorithm>

#include "server/schedule/event/bookings.h"
#include "server/schedule/time/civil_parts.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kDaySeconds = 24 * 3600;

CivilDays ShiftDays(const CivilDays& days, int64_t by) { return {days.first + by, days.last + by}; }

}  // namespace

v1::Recurrence AskedOf(v1::Recurrence recurrence) {
  recurrence.clear_skipped_days();
  recurrence.clear_held_days();
  recurrence.clear_claimed_through();
  return recurrence;
}

absl::CivilDay HorizonAt(absl::Time now) {
  return absl::ToCivilDay(now, absl::UTCTimeZone()) + kHorizonDays;
}

absl::CivilSecond StartOf(const v1::Period& period) {
  return period.has_timed() ? ToCivilSecond(period.timed().start())
                            : absl::CivilSecond(ToCivilDay(period.dated().first_day()));
}

v1::Period ShiftPeriod(v1::Period period, const CivilShift& shift) {
  if (shift.seconds == 0 && shift.days == 0) return period;
  if (period.has_timed()) {
    v1::TimedPeriod& timed = *period.mutable_timed();
    const absl::CivilSecond start = ToCivilSecond(timed.start()) + shift.seconds;
    const absl::CivilSecond end = ToCivilSecond(timed.end()) + shift.seconds;
    const int64_t length = SaidLength(timed);
    *timed.mutable_start() = ToDateTime(start);
    *timed.mutable_end() = ToDateTime(end > start ? end : start + length);
  } else if (period.has_dated()) {
    v1::DatedPeriod& dated = *period.mutable_dated();
    *dated.mutable_first_day() = ToDate(ToCivilDay(dated.first_day()) + shift.days);
    if (dated.has_last_day()) {
      *dated.mutable_last_day() = ToDate(ToCivilDay(dated.last_day()) + shift.days);
    }
  }
  return period;
}

Occurrences::Days Occurrences::ToDays(
    const google::protobuf::RepeatedPtrField<google::type::Date>& dates) {
  Days days;
  for (const google::type::Date& date : dates) days.insert(ToCivilDay(date));
  return days;
}

Occurrences::Occurrences(const v1::Event& event)
    : event_(event),
      start_(StartOf(event.period())),
      excluded_(ToDays(event.recurrence().excluded_days())),
      skipped_(ToDays(event.recurrence().skipped_days())),
      held_(ToDays(event.recurrence().held_days())) {
  if (!event.has_recurrence()) return;
  auto rule = RecurrenceRule::Parse(event.recurrence().rule(), RuleSource::kStored);
  if (rule.ok()) rule_ = *std::move(rule);
  for (const v1::MovedOccurrence& moved : event.recurrence().moved_occurrences()) {
    moved_[ToCivilDay(moved.day())] = &moved.period();
  }
}

void Occurrences::ForEach(absl::CivilDay from, absl::CivilDay through,
                          absl::FunctionRef<bool(absl::CivilDay)> visit) const {
  const bool has_first = event_.has_period() && from <= first() && first() <= through;
  if (has_first && !visit(first())) return;
  if (rule_) rule_->ForEach(start_, std::max(from, first() + 1), through, visit);
}

int64_t Occurrences::DaysTaken() const {
  int64_t taken = DaysOf(event_.period()).last - first();
  for (const v1::Booking& booking : event_.bookings()) {
    const v1::Period& period = PeriodOf(event_, booking);
    const int64_t around = booking.tear_down_days() + booking.tear_down().seconds() / kDaySeconds;
    taken = std::max(taken, DaysOf(period).last - first() + around + 1);
  }
  return taken + 1;
}

void Occurrences::ForEachUnfinished(absl::Time now, absl::CivilDay through,
                                    absl::FunctionRef<bool(absl::CivilDay)> visit) const {
  if (!rule_) return ForEach(first(), through, visit);
  // A day is over everywhere two days later, and one that a zone skips another day later.
  const absl::CivilDay open = absl::ToCivilDay(now, absl::UTCTimeZone()) - DaysTaken() - 3;
  absl::CivilDay from = open;
  for (const auto& [day, period] : moved_) from = std::min(from, day);
  ForEach(from, through,
          [&](absl::CivilDay day) { return (day < open && !moved_.contains(day)) || visit(day); });
}

v1::Period Occurrences::PeriodOn(absl::CivilDay day) const {
  if (auto moved = moved_.find(day); moved != moved_.end()) return *moved->second;
  const int64_t days = day - first();
  return ShiftPeriod(event_.period(), {.days = days, .seconds = days * kDaySeconds});
}

absl::CivilSecond Occurrences::StartOn(absl::CivilDay day) const {
  if (auto moved = moved_.find(day); moved != moved_.end()) return StartOf(*moved->second);
  return start_ + (day - first()) * kDaySeconds;
}

CivilShift Occurrences::ShiftOn(absl::CivilDay day) const {
  const absl::CivilSecond start = StartOn(day);
  return {.days = absl::CivilDay(start) - first(), .seconds = start - start_};
}

v1::Period Occurrences::PeriodOn(absl::CivilDay day, const v1::Booking& booking) const {
  return booking.has_period() ? ShiftPeriod(booking.period(), ShiftOn(day)) : PeriodOn(day);
}

std::optional<absl::CivilDay> Occurrences::DayOf(const v1::Booking& booking,
                                                 const storage::Interval& occupied) const {
  const auto zone = FindZone(booking.time_zone());
  if (!rule_ || !zone.ok()) return std::nullopt;
  const auto takes = [&](absl::CivilDay day) {
    if (IsExcluded(day) || IsSkipped(day)) return false;
    const v1::Period period = PeriodOn(day, booking);
    return OccupiedInterval(booking, period, IntervalOf(period, *zone), *zone) == occupied;
  };
  std::optional<absl::CivilDay> found;
  for (const auto& [day, period] : moved_) {
    if (takes(day) && (!found || day < *found)) found = day;
  }
  if (found) return found;
  const v1::Period& first_period = PeriodOf(event_, booking);
  const auto announced = AnnouncedInterval(booking, first_period, occupied, *zone);
  const auto start = absl::ToCivilDay(absl::FromUnixSeconds(announced.start), *zone);
  const absl::CivilDay day = first() + (start - absl::CivilDay(StartOf(first_period)));
  // What would start where the clocks or the calendar skip it may begin a day later.
  if (takes(day - 1) && HasOn(day - 1)) return day - 1;
  return takes(day) ? std::optional(day) : std::nullopt;
}

int Occurrences::AnniversaryOn(absl::CivilDay day) const {
  const v1::Commemoration& commemoration = event_.commemoration();
  if (!commemoration.has_original_day()) return 0;
  const int64_t years = day.year() - commemoration.original_day().year();
  return static_cast<int>(std::max<int64_t>(years, 0));
}

v1::OccurrenceState Occurrences::StateOn(absl::CivilDay day) const {
  if (IsExcluded(day)) return v1::OCCURRENCE_STATE_EXCLUDED;
  const v1::Recurrence& recurrence = event_.recurrence();
  if (recurrence.has_claimed_through() && day > ToCivilDay(recurrence.claimed_through())) {
    return v1::OCCURRENCE_STATE_PLANNED;
  }
  if (IsSkipped(day)) return v1::OCCURRENCE_STATE_SKIPPED;
  return IsHeld(day) ? v1::OCCURRENCE_STATE_HELD : v1::OCCURRENCE_STATE_BOOKED;
}

std::optional<absl::CivilDay> Occurrences::NextAfter(absl::CivilDay day) const {
  return rule_ ? rule_->NextAfter(start_, day) : std::nullopt;
}

// Moved ones are few and looked at by themselves.
bool Occurrences::AnyIn(const CivilDays& window) const {
  const absl::CivilDay claimed = ToCivilDay(event_.recurrence().claimed_through());
  for (const auto& [day, period] : moved_) {
    if (day <= claimed && !IsSkipped(day) && window.Overlaps(DaysOf(*period))) return true;
  }
  const CivilDays first_days = DaysOf(event_.period());
  const absl::CivilDay from =
      std::max(first(), window.first) - (first_days.last - first_days.first);
  bool found = false;
  ForEach(from, std::min(claimed, window.last), [&](absl::CivilDay day) {
    const bool takes_place = !moved_.contains(day) && !IsExcluded(day) && !IsSkipped(day);
    found = takes_place && window.Overlaps(ShiftDays(first_days, day - first()));
    return !found;
  });
  return found;
}

}  // namespace taqvim::schedule
