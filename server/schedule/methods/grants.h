// Access to stored grants, which are created alone or with a token.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/schedule/stored/caller.h"
#include "storage/transaction.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {

// Calls `take` with every grant, in order of creation, until it returns false.
absl::Status ForEachGrant(storage::Snapshot& snapshot,
                          absl::FunctionRef<bool(const v1::Grant&)> take);

// The name of a grant of the same role and scope to the same principal; empty when
// there is none.
absl::StatusOr<std::string> FindSameGrant(storage::Snapshot& snapshot, const v1::Grant& grant);

// Creates a grant that is valid and does not exist yet, under the id or, without one, a
// new one. INVALID_ARGUMENT at `path` when what it names does not exist, ALREADY_EXISTS
// when the id is taken.
absl::StatusOr<v1::Grant> PutGrant(storage::Transaction& transaction, const Caller& caller,
                                   const std::string& path, const std::string& id, v1::Grant grant);

}  // namespace taqvim::schedule
