#include "server/schedule/time/recurrence_days.h"

#include <algorithm>

namespace taqvim::schedule {
namespace {

constexpr uint32_t kOne = 1;

// A whole month or year.
template <class Unit>
DayStretch StretchOf(Unit unit) {
  return {absl::CivilDay(unit), absl::CivilDay(unit + 1) - 1};
}

template <class Unit>
int SizeOf(Unit unit) {
  return static_cast<int>(absl::CivilDay(unit + 1) - absl::CivilDay(unit));
}

// Bits of the days from the first to the last of a month, by their numbers.
uint32_t Bits(int64_t first, int64_t last) {
  if (last < first) return 0;
  return ((kOne << (last - first) << 1) - 1) << (first - 1);
}

// How many days the second day of the week is after the first.
int DaysBetween(absl::Weekday first, absl::Weekday second) {
  return (static_cast<int>(second) - static_cast<int>(first) + 7) % 7;
}

}  // namespace

RecurrenceDays::RecurrenceDays(const RecurrenceParts& parts, absl::CivilDay first)
    : parts_(parts),
      first_(first),
      months_(parts.months),
      month_days_(parts.month_days),
      weekdays_(parts.weekdays) {
  FillIn();
}

// What is not in the rule follows from the first day: section 3.3.10.
void RecurrenceDays::FillIn() {
  const bool says_day =
      !parts_.year_days.empty() || !parts_.month_days.empty() || parts_.has_weekdays();
  if (says_day || parts_.frequency == Frequency::kDaily) return;
  if (parts_.frequency == Frequency::kWeekly || by_weeks()) {
    weekdays_.set(static_cast<size_t>(absl::GetWeekday(first_)));
    return;
  }
  month_days_.Add(first_.day());
  if (parts_.frequency == Frequency::kYearly && months_.none()) months_.set(first_.month());
}

absl::CivilDay RecurrenceDays::WeekOf(absl::CivilDay day) const {
  return day - DaysBetween(parts_.week_start, absl::GetWeekday(day));
}

// A week belongs to the year that has at least four of its days.
absl::CivilYear RecurrenceDays::WeekYearOf(absl::CivilDay day) const {
  return absl::CivilYear(WeekOf(day) + 3);
}

absl::CivilDay RecurrenceDays::FirstWeekOf(absl::CivilYear year) const {
  return WeekOf(absl::CivilDay(year) + 3);
}

int64_t RecurrenceDays::IntervalsBefore(absl::CivilDay day) const {
  switch (parts_.frequency) {
    case Frequency::kDaily:
      return day - first_;
    case Frequency::kWeekly:
      return (WeekOf(day) - WeekOf(first_)) / 7;
    case Frequency::kMonthly:
      return absl::CivilMonth(day) - absl::CivilMonth(first_);
    case Frequency::kYearly:
      break;
  }
  if (by_weeks()) return WeekYearOf(day) - WeekYearOf(first_);
  return absl::CivilYear(day) - absl::CivilYear(first_);
}

int64_t RecurrenceDays::IntervalsToSkip(absl::CivilDay day) const {
  const int64_t interval = parts_.interval;
  return interval == 1 ? 0 : (interval - IntervalsBefore(day) % interval) % interval;
}

DayStretch RecurrenceDays::StretchFrom(absl::CivilDay day) const {
  const int64_t skipped = IntervalsToSkip(day);
  switch (parts_.frequency) {
    case Frequency::kDaily:
      return StretchOf(absl::CivilMonth(day + skipped));
    case Frequency::kWeekly: {
      const absl::CivilDay week = WeekOf(day) + 7 * skipped;
      return {week, week + 6};
    }
    case Frequency::kMonthly:
      return StretchOf(absl::CivilMonth(day) + skipped);
    case Frequency::kYearly:
      break;
  }
  if (!by_weeks()) return StretchOf(absl::CivilYear(day) + skipped);
  const absl::CivilYear year = WeekYearOf(day) + skipped;
  return {FirstWeekOf(year), FirstWeekOf(year + 1) - 1};
}

int64_t RecurrenceDays::CountBefore(absl::CivilDay day, int64_t most) const {
  int64_t count = 0;
  DayStretch at = StretchFrom(first_);
  for (; at.first < day && count < most; at = StretchFrom(at.last + 1)) {
    // The first one may be cut.
    if (at.first > first_ && IsEven()) return count + CountEven(at.first, day);
    count += CountOf(DaysIn(at));
  }
  return count;
}

bool RecurrenceDays::IsAlike(const RecurrenceDays& other) const {
  const auto& a = parts_;
  const auto& b = other.parts_;
  return a.frequency == b.frequency && a.interval == b.interval && a.week_start == b.week_start &&
         a.weeks == b.weeks && a.year_days == b.year_days && a.positions == b.positions &&
         a.numbered_weekdays == b.numbered_weekdays && months_ == other.months_ &&
         month_days_ == other.month_days_ && weekdays_ == other.weekdays_;
}

bool RecurrenceDays::IsEven() const {
  if (months_.any() || !parts_.positions.empty()) return false;
  return parts_.frequency == Frequency::kWeekly ||
         (parts_.frequency == Frequency::kDaily && weekdays_.none() && month_days_.empty());
}

int64_t RecurrenceDays::CountEven(absl::CivilDay from, absl::CivilDay day) const {
  const auto counting_before = [&](absl::CivilDay one) {
    return (IntervalsBefore(one) + parts_.interval - 1) / parts_.interval;
  };
  const auto each = parts_.frequency == Frequency::kWeekly ? weekdays_.count() : 1;
  return (counting_before(day) - counting_before(from)) * static_cast<int64_t>(each);
}

DaySet RecurrenceDays::DaysIn(const DayStretch& stretch) const {
  DaySet set;
  const absl::CivilMonth last(stretch.last);
  for (absl::CivilMonth month(stretch.first); month <= last; ++month) {
    const absl::CivilDay first(month);
    const int size = SizeOf(month);
    uint32_t days = Matching(month, size);
    days &= Bits(std::max<int64_t>(stretch.first - first, 0) + 1,
                 std::min<int64_t>(stretch.last - first, size - 1) + 1);
    if (days != 0) set.push_back({month, days});
  }
  if (!parts_.positions.empty()) Choose(set);
  for (MonthDays& month : set) {
    const int64_t before = first_ - absl::CivilDay(month.month);
    if (before > 0) month.days &= before < 31 ? ~Bits(1, before) : 0;
  }
  return set;
}

uint32_t RecurrenceDays::Matching(absl::CivilMonth month, int size) const {
  if (months_.any() && !months_[month.month()]) return 0;
  const absl::CivilDay first(month);
  uint32_t days = Bits(1, size);
  if (!month_days_.empty()) {
    for (int day = 1; day <= size; ++day) {
      if (!month_days_.Has(day, size)) days &= ~(kOne << (day - 1));
    }
  }
  if (weekdays_.any() || !parts_.numbered_weekdays.empty()) days &= OnWeekdays(first, size);
  if (!parts_.year_days.empty()) days &= OnYearDays(first, size);
  if (by_weeks()) days &= InWeeks(first, size);
  if (parts_.frequency == Frequency::kDaily) days &= InStep(first, size);
  return days;
}

uint32_t RecurrenceDays::OnWeekdays(absl::CivilDay first, int size) const {
  uint32_t days = 0;
  const int weekday = static_cast<int>(absl::GetWeekday(first));
  for (int offset = 0; offset < 7; ++offset) {
    constexpr uint32_t kEverySeventh = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28;
    if (weekdays_[(weekday + offset) % 7]) days |= kEverySeventh << offset;
  }
  return parts_.numbered_weekdays.empty() ? days : days | OnNumbered(first, size);
}

// The number counts within the year for YEARLY without BYMONTH, else in the month.
uint32_t RecurrenceDays::OnNumbered(absl::CivilDay first, int size) const {
  const bool in_year = parts_.frequency == Frequency::kYearly && parts_.months.none();
  const DayStretch whole =
      in_year ? StretchOf(absl::CivilYear(first)) : DayStretch{first, first + size - 1};
  const int64_t begin = whole.first - first, end = whole.last - first;
  const absl::Weekday begins_on = absl::GetWeekday(whole.first);
  const absl::Weekday ends_on = absl::GetWeekday(whole.last);
  uint32_t days = 0;
  for (const NumberedWeekday& day : parts_.numbered_weekdays) {
    const int64_t offset = day.number > 0
                               ? begin + DaysBetween(begins_on, day.weekday) + 7 * (day.number - 1)
                               : end - DaysBetween(day.weekday, ends_on) + 7 * (day.number + 1);
    if (offset >= 0 && offset < size) days |= kOne << offset;
  }
  return days;
}

uint32_t RecurrenceDays::OnYearDays(absl::CivilDay first, int size) const {
  const int year_size = SizeOf(absl::CivilYear(first));
  const int before = absl::GetYearDay(first) - 1;
  uint32_t days = 0;
  for (int day = 1; day <= size; ++day) {
    if (parts_.year_days.Has(before + day, year_size)) days |= kOne << (day - 1);
  }
  return days;
}

uint32_t RecurrenceDays::InWeeks(absl::CivilDay first, int size) const {
  uint32_t days = 0;
  absl::CivilDay week = WeekOf(first);
  while (week < first + size) {
    const absl::CivilYear year = WeekYearOf(week);
    const absl::CivilDay begin = FirstWeekOf(year), end = FirstWeekOf(year + 1);
    const auto weeks = static_cast<int>((end - begin) / 7);
    for (; week < std::min(end, first + size); week += 7) {
      if (!parts_.weeks.Has(static_cast<int>((week - begin) / 7 + 1), weeks)) continue;
      days |= Bits(std::max<int64_t>(week - first, 0) + 1,
                   std::min<int64_t>(week + 6 - first, size - 1) + 1);
    }
  }
  return days;
}

uint32_t RecurrenceDays::InStep(absl::CivilDay first, int size) const {
  if (parts_.interval == 1) return Bits(1, size);
  uint32_t days = 0;
  const absl::CivilDay begin = std::max(first, first_);
  for (int64_t offset = begin - first + IntervalsToSkip(begin); offset < size;
       offset += parts_.interval) {
    days |= kOne << offset;
  }
  return days;
}

// Each day of DAILY is a set of its own: it is both the first and the last.
void RecurrenceDays::Choose(DaySet& days) const {
  const bool daily = parts_.frequency == Frequency::kDaily;
  const int size = daily ? 1 : CountOf(days);
  std::bitset<7 * 53 + 1> chosen;
  for (int position : parts_.positions) {
    const int number = position > 0 ? position - 1 : size + position;
    if (number >= 0 && number < size) chosen.set(number);
  }
  if (daily) {
    if (chosen.none()) days.clear();
    return;
  }
  int number = 0;
  for (MonthDays& month : days) {
    for (uint32_t rest = month.days; rest != 0; rest &= rest - 1) {
      if (!chosen[number++]) month.days &= ~(rest & -rest);
    }
  }
}

}  // namespace taqvim::schedule
