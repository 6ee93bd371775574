// Helpers that the sources of civil.h share.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/type/datetime.pb.h"
#include "taqvim/v1/time.pb.h"

namespace taqvim::schedule {

// The first moment of the day: midnight, or the change of the clocks where that is
// skipped.
absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone);

// The instant of a local time. Its offset tells apart the two of an ambiguous
// one, the earlier without; a skipped one is read with the offset before the gap.
absl::Time InstantOf(const google::type::DateTime& date_time, const absl::TimeZone& zone);

// How long a timed period is said to last, in seconds: by the calendar and the
// clock, less the difference of its offsets where both ends have one. Positive
// for what CheckPeriod finds right.
int64_t SaidLength(const v1::TimedPeriod& timed);

// For messages: `2025-10-10 18:00` (with seconds where there are some),
// `2025-10-10`, and `2025-10-10T13:00:00Z`.
std::string FormatLocal(absl::CivilSecond time);
std::string FormatDay(absl::CivilDay day);
std::string FormatInstant(absl::Time time);

}  // namespace taqvim::schedule
