// Conversions of google.type's dates and times, as the contract has them, to Abseil's.
#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/type/date.pb.h"
#include "google/type/datetime.pb.h"

namespace taqvim::cli {

absl::CivilDay DayOf(const google::type::Date& date);
google::type::Date DateOf(absl::CivilDay day);

// Without its offset.
absl::CivilSecond LocalTimeOf(const google::type::DateTime& time);

// Whether the clocks of the zone show the time twice, and its offset says that the second
// is meant.
bool IsLaterOfTwo(const google::type::DateTime& time, const absl::TimeZone& zone);

// The instant at which the clocks of the zone show it: of two the first, unless its offset
// says the second; one that they skip is read with the offset before the gap.
absl::Time InstantOf(const google::type::DateTime& time, const absl::TimeZone& zone);

}  // namespace taqvim::cli
