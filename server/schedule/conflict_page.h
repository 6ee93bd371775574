// Pages of a conflict report.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::schedule {

// The page of the ordered conflicts that the request asks for, with the total
// and the token of the next. INVALID_ARGUMENT for a token of another question.
absl::StatusOr<v1::CheckEventsResponse> PageConflicts(const v1::CheckEventsRequest& request,
                                                      const std::vector<v1::Conflict>& conflicts);

// The order in which reports list conflicts: by item, event, booking, rule,
// resource, start, counterpart and its booking, day of the occurrence.
bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b);

}  // namespace taqvim::schedule
