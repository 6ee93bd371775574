// Recurrence rules (RFC 5545) over civil days.
//
// Occurrences are whole civil days of the proleptic Gregorian calendar; their time of
// day is that of the first one. No time zone is involved.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "server/schedule/time/recurrence_parts.h"

namespace taqvim::schedule {

// Immutable; thread-safe.
class RecurrenceRule {
 public:
  // The errors are those of ParseRecurrence.
  static absl::StatusOr<RecurrenceRule> Parse(std::string_view text,
                                              RuleSource source = RuleSource::kRequest);

  // Calls `visit` with the days of the occurrences in order, from `from` up to
  // `through`, both included, until it returns false. `start` is the local time
  // at which the first one starts; its day is an occurrence when the rule has it,
  // and no earlier one is. An UNTIL with a time of day ends the rule at that local
  // time. No occurrence is after the year 9998.
  //
  // What it costs depends on what lies between `from` and `through`, however long
  // ago the series began and whether or not anything matches: it looks once at
  // every month in between (WEEKLY: at every week), but at none that INTERVAL
  // leaves out. That is at most 14 looks for each year (WEEKLY: 54), each of which
  // is bounded by the length of the rule. COUNT must know what came before: with
  // it, the months or weeks from `start` on are looked at too, until it is used up;
  // but none where every interval has as many days (DAILY by INTERVAL alone, WEEKLY
  // by INTERVAL and BYDAY).
  void ForEach(absl::CivilSecond start, absl::CivilDay from, absl::CivilDay through,
               absl::FunctionRef<bool(absl::CivilDay)> visit) const;

  // Whether an occurrence is on that day.
  bool Has(absl::CivilSecond start, absl::CivilDay day) const;

  // The first occurrence after the day; nullopt when there is none in the 30
  // years that follow it.
  std::optional<absl::CivilDay> NextAfter(absl::CivilSecond start, absl::CivilDay day) const;

  // The last occurrence; nullopt when it is not within 30 years of the first.
  std::optional<absl::CivilDay> LastDay(absl::CivilSecond start) const;
  // Whether both rules, with the first occurrence on that day, are equal but for COUNT
  // and UNTIL. What a rule leaves open is taken from the first day.
  bool IsAlikeButForEnd(const RecurrenceRule& other, absl::CivilDay first) const;
  // Whether it ends no later than a rule that is alike but for its end: by their ends
  // where both are of one kind or one is missing, else by the last days where both are
  // known; false where they are not.
  bool EndsNoLater(const RecurrenceRule& other, absl::CivilSecond start) const;

 private:
  explicit RecurrenceRule(RecurrenceParts parts)
      : parts_(std::make_shared<const RecurrenceParts>(std::move(parts))) {}

  std::shared_ptr<const RecurrenceParts> parts_;
};

}  // namespace taqvim::schedule
