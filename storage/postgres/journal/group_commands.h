// The statements that write a group.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/postgres/connection/connection.h"
#include "storage/postgres/journal/group.h"

namespace taqvim::storage::postgres {

// What writes the group to the tables, without what begins and ends the transaction. What several
// of its revisions wrote of one resource is written once, as it is in the end. Request ids may be
// used again where they stand at revisions before `oldest_request`.
absl::StatusOr<std::vector<Connection::Command>> CommandsOf(const Group& group,
                                                            int64_t oldest_request);

}  // namespace taqvim::storage::postgres
