// When occurrences take place: by the clocks of where they are, or of the person.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/cli/output/cell.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::cli {

// Its first moment and the first after it, by the clocks of its zone; in UTC where that is
// not known. What is permanent ends in the infinite future.
absl::Time StartOf(const v1::Occurrence& occurrence);
absl::Time EndOf(const v1::Occurrence& occurrence);

// The day on which it begins, as it is shown.
absl::CivilDay ShownDay(const v1::Occurrence& occurrence, const Showing& showing);

// From when to when, as HoursText has it; `all day`, `until 2026-11-14` or `permanent` of whole
// days.
std::string ShownHours(const v1::Occurrence& occurrence, const Showing& showing);

}  // namespace taqvim::cli
