// The error that says what is in the way.
#pragma once

#include "absl/status/status.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// FAILED_PRECONDITION with the report, cut to 4 KiB, and a PreconditionFailure
// with the first few. The whole stays below 6 KiB, since trailers are small.
absl::Status ScheduleConflict(const v1::ConflictReport& report);

}  // namespace taqvim::schedule
