// How access tokens are stored.
#pragma once

#include "absl/status/statusor.h"
#include "server/access/stored_token.pb.h"
#include "storage/snapshot.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// What puts the token under the id, with a link to what it is capped to. INVALID_ARGUMENT
// for a new one (`is_new`) when that does not exist or is archived.
absl::StatusOr<storage::Put> PutOfToken(storage::Snapshot& snapshot, storage::ResourceId id,
                                        const access::StoredToken& token, bool is_new = false);

}  // namespace taqvim::schedule
