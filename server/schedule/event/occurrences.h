// Occurrences of an event: its recurrence rule with its exceptions, expanded. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/recurrence.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::schedule {

// How far ahead occurrences are claimed, in days after today, and below how many days
// the horizon is extended.
inline constexpr int kHorizonDays = 731;
inline constexpr int kRollBelowDays = 701;

// The last day up to which occurrences are claimed now.
absl::CivilDay HorizonAt(absl::Time now);

// A recurrence as it was asked for, without what the server keeps with it.
v1::Recurrence AskedOf(v1::Recurrence recurrence);

// The local time at which a period starts; midnight for a dated one.
absl::CivilSecond StartOf(const v1::Period& period);

// The distance of an occurrence from the first, in civil time.
struct CivilShift {
  int64_t days = 0;
  int64_t seconds = 0;
};

// The shifted period: a dated one by days, a timed one by civil seconds. The offsets
// from UTC, which are those of the first occurrence, are dropped; where the end then is
// not after the start, the period keeps its length.
v1::Period ShiftPeriod(v1::Period period, const CivilShift& shift);

// The occurrences of one event. Holds references to the event.
class Occurrences {
 public:
  // The event is valid; one that does not repeat has a single occurrence, and
  // one without a period none.
  explicit Occurrences(const v1::Event& event);

  // Calls `visit` with the days of occurrences in order, excluded ones and those
  // beyond what is claimed too, from `from` up to `through`, both included, until
  // it returns false. Costs what RecurrenceRule::ForEach does.
  void ForEach(absl::CivilDay from, absl::CivilDay through,
               absl::FunctionRef<bool(absl::CivilDay)> visit) const;
  // The same from the first occurrence on, but without those that are certainly over.
  void ForEachUnfinished(absl::Time now, absl::CivilDay through,
                         absl::FunctionRef<bool(absl::CivilDay)> visit) const;

  // The period of the occurrence of that day, in civil time; IntervalOf (civil.h) gives
  // its instants.
  v1::Period PeriodOn(absl::CivilDay day) const;
  // When that begins; a dated one with its first day.
  absl::CivilSecond StartOn(absl::CivilDay day) const;
  // The distance of that period from the event's own.
  CivilShift ShiftOn(absl::CivilDay day) const;
  // The period of a booking in that occurrence, from its own period if it has one.
  v1::Period PeriodOn(absl::CivilDay day, const v1::Booking& booking) const;
  // The day of the occurrence for which a stored booking, which has its zone, claims
  // the interval: the first moved one, else the first of the others. nullopt when there
  // is none, or the event does not repeat.
  std::optional<absl::CivilDay> DayOf(const v1::Booking& booking,
                                      const storage::Interval& occupied) const;
  // Which anniversary it is; 0 when the event has no original day.
  int AnniversaryOn(absl::CivilDay day) const;
  // Its state, as stored.
  v1::OccurrenceState StateOn(absl::CivilDay day) const;

  bool IsExcluded(absl::CivilDay day) const { return excluded_.contains(day); }
  bool IsSkipped(absl::CivilDay day) const { return skipped_.contains(day); }
  bool IsHeld(absl::CivilDay day) const { return held_.contains(day); }
  // Whether it takes place at another time than its rule says.
  bool IsMoved(absl::CivilDay day) const { return moved_.contains(day); }
  // Whether the rule has one on that day, which may be excluded.
  bool HasOn(absl::CivilDay day) const {
    return day == first() || (rule_ && rule_->Has(start_, day));
  }

  // The day of the first: that of the event's period, which is an occurrence even
  // where a rule that was stored long ago does not have it.
  absl::CivilDay first() const { return absl::CivilDay(start_); }
  // The first occurrence after the day, within 30 years.
  std::optional<absl::CivilDay> NextAfter(absl::CivilDay day) const;
  // Whether one of them that takes place, claimed already, is in the window.
  bool AnyIn(const CivilDays& window) const;

 private:
  using Days = absl::flat_hash_set<absl::CivilDay>;
  static Days ToDays(const google::protobuf::RepeatedPtrField<google::type::Date>& dates);
  // How many days an occurrence takes at most, if it is not moved.
  int64_t DaysTaken() const;

  const v1::Event& event_;
  absl::CivilSecond start_;
  std::optional<RecurrenceRule> rule_;
  Days excluded_, skipped_, held_;
  absl::flat_hash_map<absl::CivilDay, const v1::Period*> moved_;
};

}  // namespace taqvim::schedule
