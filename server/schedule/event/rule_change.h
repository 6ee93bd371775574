// How an event that repeats takes place otherwise than before, for who approved it
// as it was. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/schedule/event/occurrences.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// An approval is of the rule as it then read, with the days that are claimed only
// later. Whether a rule goes beyond another is told by how it reads, and not by what
// it makes of the calendar: it must be the same but for an end that is not later. An
// event that takes place once repeats by a rule that ends with its first day.
//
// Both are valid events with periods, of which the later has the zones of its
// bookings. Holds references to them.
class RuleChange {
 public:
  RuleChange(const v1::Event& before, const v1::Event& after);
  RuleChange(const RuleChange&) = delete;
  RuleChange& operator=(const RuleChange&) = delete;

  // Whether the booking takes place at other times, of which some are not over,
  // than it did, was its own period the same: the period or the rule of the event
  // changed, or an occurrence moved or is excluded no more. Days that are excluded
  // now, and an earlier end, are none.
  bool Concerns(const v1::Booking& booking, absl::Time now) const;

  // The first days, at most so many, of occurrences that are not over for the
  // booking, and that the event had not before or had at another time; or of all
  // occurrences. Looks 30 years ahead.
  std::vector<absl::CivilDay> FirstDays(const v1::Booking& booking, absl::Time now, bool all,
                                        size_t most) const;

 private:
  bool KeepsRule() const;
  bool IsMovedOn(absl::CivilDay day) const;
  bool IsOver(const v1::Booking& booking, absl::CivilDay day, absl::Time now) const;
  std::vector<absl::CivilDay> Exceptions() const;
  std::vector<absl::CivilDay> DaysBefore(absl::Time now) const;

  const v1::Event& before_;
  const v1::Event& after_;
  const Occurrences old_, new_;
  const bool keeps_rule_;
  // The days of occurrences that moved or are excluded no more.
  const std::vector<absl::CivilDay> exceptions_;
};

}  // namespace taqvim::schedule
