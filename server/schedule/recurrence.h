// Rules of RFC 5545 over civil days, expanded by libical.
//
// Occurrences are whole civil days: what time of day they are at is that of the
// first one. No time zone is involved, so none of libical's own is ever used.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace taqvim::schedule {

// Immutable; thread-safe.
class RecurrenceRule {
 public:
  // Reads an RRULE without its name, such as `FREQ=WEEKLY;BYDAY=TU;COUNT=10`.
  // INVALID_ARGUMENT (plain, without details) with what is wrong and what would
  // be right, as half a sentence after the name of a field.
  static absl::StatusOr<RecurrenceRule> Parse(std::string_view text);

  // Calls `visit` with the days of the occurrences in order, up to `through`
  // included, until it returns false. `start` is the local time at which the
  // first one starts; its day is the first visited when the rule has it. An
  // UNTIL with a time of day ends the rule at that local time. The year of the
  // start is 1583 or later.
  void ForEach(absl::CivilSecond start, absl::CivilDay through,
               absl::FunctionRef<bool(absl::CivilDay)> visit) const;

  // Those days, at most `limit`.
  std::vector<absl::CivilDay> Expand(absl::CivilSecond start, absl::CivilDay through,
                                     size_t limit) const;

  // The first occurrence after the day; nullopt when there is none in the 30
  // years that follow it.
  std::optional<absl::CivilDay> NextAfter(absl::CivilSecond start, absl::CivilDay day) const;

 private:
  struct Parsed;
  explicit RecurrenceRule(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}

  std::shared_ptr<const Parsed> parsed_;
};

// The first year in which an event that repeats can begin: libical's calendar is
// the Julian one before.
inline constexpr int kFirstRepeatingYear = 1583;

}  // namespace taqvim::schedule
