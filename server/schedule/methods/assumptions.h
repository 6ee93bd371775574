// Taking resources as if they were already written, for checks of events that
// need them. Each function creates the resource, or replaces the one of that
// name without asking for its etag. The message is valid by CheckMessage and
// has a well-formed name; `path` is where it stands in the request, such as
// `assumptions.venues[0]`, for what the store alone can tell: references that
// do not exist, spaces that contain themselves. PutAllAssumed does so with all that a
// request has.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/upkeep/correct_zone.h"
#include "storage/transaction.h"
#include "taqvim/v1/directory.pb.h"
#include "taqvim/v1/event_service.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Organization& organization);
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Participant& participant);
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Agreement& agreement);
// Adds the venue to `corrected` where what is booked there is to follow its zone.
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Venue& venue, std::vector<CorrectedZone>& corrected);
// Adds the venue to `reshaped` where what is booked there is to be expanded again.
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Space& space, std::set<std::string>& reshaped);
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Closure& closure);

// What others refer to comes before them. INVALID_ARGUMENT tells what is wrong with
// each, but not again of those that refer to such a one. What is
// booked follows the zones and then the spaces of its venues once, when all of them are
// put, and only where nothing is wrong with those.
absl::Status PutAllAssumed(storage::Transaction& transaction, const Caller& caller,
                           const v1::Assumptions& assumptions);

}  // namespace taqvim::schedule
