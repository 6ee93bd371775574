// Writer of assumed resources, which CheckEvents takes as written. PutAssumed creates
// the resource, or replaces the one of that name without asking for its etag. The
// message is valid by CheckMessage and has a well-formed name; `path` is where it
// stands in the request, such as `assumptions.venues[0]`, for errors that need the
// store: references that do not exist, spaces that contain themselves.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/upkeep/correct_zone.h"
#include "storage/transaction.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Organization& organization);
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Participant& participant);
// Its parties are asked as if the caller had written it.
absl::Status PutAssumed(storage::Transaction& transaction, const Caller& caller,
                        const std::string& path, const v1::Agreement& agreement);
// Adds the venue to `corrected` when its zone changes, and its bookings are to follow.
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Venue& venue, std::vector<CorrectedZone>& corrected);
// Adds the name of the venue to `reshaped` when its bookings are to be expanded anew.
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Space& space, std::set<std::string>& reshaped);
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Closure& closure);

// Puts all assumed resources, referred ones before those that refer to them.
// INVALID_ARGUMENT with what is wrong with each, but not again with those that refer to
// such a one. Bookings follow the new zones and then the new spaces of their venues,
// each once, and only where nothing is wrong with these.
absl::Status PutAllAssumed(storage::Transaction& transaction, const Caller& caller,
                           const v1::Assumptions& assumptions);

}  // namespace taqvim::schedule
