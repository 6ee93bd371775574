// Rights in a restored store: what was revoked since stays so.
#pragma once

#include "absl/status/statusor.h"
#include "storage/backup.pb.h"
#include "storage/transaction.h"

namespace taqvim::command {

// Brings some of the grants and access tokens, at most `limit`, to what they are in `latest`: what
// is not there is deleted, what was revoked, narrowed or put off since is so again. None is made.
// Without `tokens` all tokens are deleted. Returns how many were changed; 0 when all are as they
// shall be.
absl::StatusOr<int> NarrowRights(storage::Transaction& transaction,
                                 const storage::v1::BackupRows& latest, bool tokens, int limit);

}  // namespace taqvim::command
