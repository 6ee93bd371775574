// Shift of a recurrence rule (RFC 5545) by days. Pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace taqvim::cli {

// The rule of RFC 5545 by which everything takes place that many days later than by
// this one, where its first day is `first`: weekdays and the day on which weeks begin
// go round, UNTIL moves along. FAILED_PRECONDITION with a clause that says why, when
// no rule does that: one that names days of months, weeks of months, or months; and
// one for a day of each month, or of each year, that lies the same number of days
// after another in some months, or years, only.
absl::StatusOr<std::string> ShiftRule(absl::string_view rule, absl::CivilDay first, int days);

}  // namespace taqvim::cli
