// Expansion of a recurrence rule (RFC 5545) to days, interval by interval. Pure.
#pragma once

#include <bit>
#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/time/civil_time.h"
#include "server/schedule/time/recurrence_parts.h"

namespace taqvim::schedule {

// Set of days of one month: bit 0 is the 1st.
struct MonthDays {
  absl::CivilMonth month;
  uint32_t days = 0;
};

// Set of days, by month in order. The capacity is the months that a year of whole weeks
// touches.
using DaySet = absl::InlinedVector<MonthDays, 14>;

inline int CountOf(const DaySet& set) {
  int count = 0;
  for (const MonthDays& month : set) count += std::popcount(month.days);
  return count;
}

// Days that are looked at together, both included.
struct DayStretch {
  absl::CivilDay first;
  absl::CivilDay last;
};

// The days of a rule whose first day is `first`: what the rule leaves open (the day of
// the week of FREQ=WEEKLY, say) is taken from that day. Holds a reference to the parts.
//
// The interval of DAILY is a day, of WEEKLY a week from WKST, of MONTHLY a month and of
// YEARLY a year: with BYWEEKNO the year of whole weeks to which these numbers belong,
// else that of the calendar. Every INTERVALth counts, beginning with that of the first
// day. A day is an occurrence when its interval counts, every BY part has it, and
// BYSETPOS chooses it from those of its whole interval.
//
// COUNT and UNTIL are left to the caller.
class RecurrenceDays {
 public:
  RecurrenceDays(const RecurrenceParts& parts, absl::CivilDay first);

  // The next stretch that counts, from the one that has `day`, no earlier than
  // the first day's, on: an interval, but for DAILY a month. Takes the same time
  // however far it is.
  DayStretch StretchFrom(absl::CivilDay day) const;

  // The occurrences in such a stretch, none before the first day. Looks once at
  // each month that the stretch touches, which takes the same time for each, but
  // for the number of values in BYDAY and BYSETPOS.
  DaySet DaysIn(const DayStretch& stretch) const;

  // The number of occurrences before the day, with which such a stretch begins; `most`
  // or more when there are more. Looks at all stretches before it, or only at the first
  // where all intervals have as many: DAILY by INTERVAL alone, and WEEKLY by INTERVAL
  // and BYDAY.
  int64_t CountBefore(absl::CivilDay day, int64_t most) const;

  // Whether both are equal, with what they leave open filled in.
  bool IsAlike(const RecurrenceDays& other) const;

 private:
  void FillIn();
  bool by_weeks() const { return !parts_.weeks.empty(); }

  // How many intervals the one of the day lies after that of the first day, and
  // how many further the next one that counts.
  int64_t IntervalsBefore(absl::CivilDay day) const;
  int64_t IntervalsToSkip(absl::CivilDay day) const;

  absl::CivilDay WeekOf(absl::CivilDay day) const;
  // The year to which the week of the day belongs, and when its first one begins.
  absl::CivilYear WeekYearOf(absl::CivilDay day) const;
  absl::CivilDay FirstWeekOf(absl::CivilYear year) const;

  // Bits of a month: what the BY parts but BYSETPOS have.
  uint32_t Matching(absl::CivilMonth month, int size) const;
  uint32_t OnWeekdays(absl::CivilDay first, int size) const;
  uint32_t OnNumbered(absl::CivilDay first, int size) const;
  uint32_t OnYearDays(absl::CivilDay first, int size) const;
  uint32_t InWeeks(absl::CivilDay first, int size) const;
  // Those of the days of DAILY that INTERVAL does not leave out.
  uint32_t InStep(absl::CivilDay first, int size) const;
  void Choose(DaySet& days) const;

  // Whether all intervals but the first have as many days; and how many those have
  // from one beginning to another.
  bool IsEven() const;
  int64_t CountEven(absl::CivilDay from, absl::CivilDay day) const;

  const RecurrenceParts& parts_;
  const absl::CivilDay first_;
  // With what follows from the first day.
  std::bitset<13> months_;
  NumberSet<31> month_days_;
  std::bitset<7> weekdays_;
};

}  // namespace taqvim::schedule
