// Reader of what a feed key is for: the events of its feed as the server tells them to its owner,
// those that are not certain or not public among them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/client.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// The events of the feed of the key that the client shows, in order of their names, with those of
// their occurrences that meet the days, those that are only held, too. Of a whole feed, as one of a
// programme, the days are extended to all that is in it, by five years at most. Answers are not
// older than the token's revision.
//
// The contract has no occurrences beside their events: so the events of the filter are listed from
// the first on, and what is over and done is passed over here. OUT_OF_RANGE, with a sentence,
// where that takes more than 100 pages or 64 MiB; UNAVAILABLE where it takes longer than whoever
// asks would wait, 30 seconds; other errors are those of the calls.
absl::StatusOr<std::vector<PublishedEvent>> ReadPlannedEvents(client::Client& client,
                                                              const CivilDays& days, bool whole,
                                                              const std::string& revision_token);

}  // namespace taqvim::web
