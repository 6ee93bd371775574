// Pages of a conflict report.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/judge/answer_bounds.h"
#include "storage/revision.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::schedule {

// The page of the ordered conflicts, found at the revision, that the request asks
// for, as far as there is room, with the token of the next. As long as the revision is that of
// the first page, all pages together have each conflict once; where it is another,
// the page says so. INVALID_ARGUMENT for a token of another question.
absl::StatusOr<v1::CheckEventsResponse> PageConflicts(const v1::CheckEventsRequest& request,
                                                      const std::vector<v1::Conflict>& conflicts,
                                                      const storage::Revision& revision,
                                                      AnswerBytes room);

}  // namespace taqvim::schedule
