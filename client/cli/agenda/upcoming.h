// Lists of events as a person at a terminal reads them: what comes next, in order of time.
#pragma once

#include "absl/status/statusor.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Prints for a ListEventsRequest each event that has an occurrence within 731 days from
// today, or within the window of its filter, once, with the first that is not over; those
// that are cancelled or have lapsed only where the filter names their states. At most
// `limit` of them. Where there is none, NOT_FOUND for a name in the request that is of nothing;
// `flags` are those of its command.
absl::StatusOr<int> PrintUpcoming(Session& session, const google::protobuf::Message& request,
                                  const std::vector<Flag>& flags, int limit);

}  // namespace taqvim::cli
