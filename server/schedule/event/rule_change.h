// Comparison of an event's recurrence before and after an update, for approvals of what
// it was. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/schedule/event/occurrences.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// An approval covers the rule as it was then, with the days that are claimed only
// later. Whether a rule goes beyond another is decided by its parts, not by its dates:
// it must be equal but for an end that is not later. An event that takes place once
// counts as a rule that ends with its first day.
//
// Both are valid events with periods, of which the later has the zones of its bookings.
// Holds references to them.
class RuleChange {
 public:
  RuleChange(const v1::Event& before, const v1::Event& after);
  RuleChange(const RuleChange&) = delete;
  RuleChange& operator=(const RuleChange&) = delete;

  // Whether the booking, if its own period did not change, gets unfinished times that
  // it did not have: by a change of the event's period or rule, an occurrence that
  // moved, or one that is no longer excluded. Newly excluded days, and an earlier end,
  // are none.
  bool Concerns(const v1::Booking& booking, absl::Time now) const;

  // The first days, at most `most`, of occurrences that are not over for the booking,
  // and that the event did not have before or had at another time; with `all`, of all
  // unfinished occurrences. Looks 30 years ahead.
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
