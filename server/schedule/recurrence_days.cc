#include "server/schedule/recurrence_days.h"

#include <algorithm>

namespace taqvim::schedule {
namespace {

constexpr uint32_t kOne = 1;
constexpr absl::CivilDay kEpoch(1970, 1, 1);

int SizeOf(absl::CivilMonth month) {
  return static_cast<int>(absl::CivilDay(month + 1) - absl::CivilDay(month));
}
int SizeOf(absl::CivilYear year) {
  return static_cast<int>(absl::CivilDay(year + 1) - absl::CivilDay(year));
}

// Bits of the days from the first to the last of a month, by their numbers.
uint32_t Bits(int64_t first, int64_t last) {
  if (last < first) return 0;
  return ((kOne << (last - first) << 1) - 1) << (first - 1);
}

int64_t FloorDivide(int64_t number, int64_t by) { return number / by - (number % by < 0 ? 1 : 0); }

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
  first_index_ = IndexOf(first);
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

int64_t RecurrenceDays::IndexOf(absl::CivilDay day) const {
  switch (parts_.frequency) {
    case Frequency::kDaily:
      return day - kEpoch;
    case Frequency::kWeekly:
      return (WeekOf(day) - WeekOf(kEpoch)) / 7;
    case Frequency::kMonthly:
      return absl::CivilMonth(day) - absl::CivilMonth(kEpoch);
    case Frequency::kYearly:
      return (by_weeks() ? WeekYearOf(day) : absl::CivilYear(day)) - absl::CivilYear(kEpoch);
  }
  return 0;
}

absl::CivilDay RecurrenceDays::FirstOf(int64_t index) const {
  switch (parts_.frequency) {
    case Frequency::kDaily:
      return kEpoch + index;
    case Frequency::kWeekly:
      return WeekOf(kEpoch) + index * 7;
    case Frequency::kMonthly:
      return absl::CivilDay(absl::CivilMonth(kEpoch) + index);
    case Frequency::kYearly:
      break;
  }
  const absl::CivilYear year = absl::CivilYear(kEpoch) + index;
  return by_weeks() ? FirstWeekOf(year) : absl::CivilDay(year);
}

Stretch RecurrenceDays::StretchFrom(absl::CivilDay day) const {
  const int64_t after = IndexOf(day) - first_index_;
  const int64_t index = first_index_ - FloorDivide(-after, parts_.interval) * parts_.interval;
  if (parts_.frequency != Frequency::kDaily) return {FirstOf(index), FirstOf(index + 1) - 1};
  const absl::CivilMonth month(FirstOf(index));
  return {absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
}

DaySet RecurrenceDays::DaysIn(const Stretch& stretch) const {
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
  for (const NumberedWeekday& day : parts_.numbered_weekdays) days |= OnNumbered(day, first, size);
  return days;
}

// The number counts within the year for YEARLY without BYMONTH, else in the month.
uint32_t RecurrenceDays::OnNumbered(const NumberedWeekday& day, absl::CivilDay first,
                                    int size) const {
  absl::CivilDay begin = first;
  absl::CivilDay end = first + size;
  if (parts_.frequency == Frequency::kYearly && parts_.months.none()) {
    begin = absl::CivilDay(absl::CivilYear(first));
    end = absl::CivilDay(absl::CivilYear(first) + 1);
  }
  const absl::CivilDay found =
      day.number > 0
          ? begin + DaysBetween(absl::GetWeekday(begin), day.weekday) + 7 * (day.number - 1)
          : end - 1 - DaysBetween(day.weekday, absl::GetWeekday(end - 1)) + 7 * (day.number + 1);
  const int64_t offset = found - first;
  return offset >= 0 && offset < size ? kOne << offset : 0;
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
  for (absl::CivilDay week = WeekOf(first); week < first + size; week += 7) {
    const absl::CivilYear year = WeekYearOf(week);
    const absl::CivilDay first_week = FirstWeekOf(year);
    const auto number = static_cast<int>((week - first_week) / 7 + 1);
    const auto weeks = static_cast<int>((FirstWeekOf(year + 1) - first_week) / 7);
    if (!parts_.weeks.Has(number, weeks)) continue;
    days |= Bits(std::max<int64_t>(week - first, 0) + 1,
                 std::min<int64_t>(week + 6 - first, size - 1) + 1);
  }
  return days;
}

uint32_t RecurrenceDays::InStep(absl::CivilDay first, int size) const {
  uint32_t days = 0;
  const int64_t interval = parts_.interval;
  const int64_t after = first - first_;
  for (int64_t offset = -FloorDivide(-after, interval) * interval - after; offset < size;
       offset += interval) {
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
