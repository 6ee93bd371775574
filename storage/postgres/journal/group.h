// What a group has appended and not committed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/engine/journal/revision_write.h"
#include "storage/postgres/tables/stored_row.h"
#include "storage/resource.h"
#include "storage/revision.h"

namespace taqvim::storage::postgres {

// A resource that the group writes, as it was before all of it and as it is after what was
// appended.
struct GroupRow {
  StoredRowPtr before;
  StoredRowPtr now;
};

// A revision, as it stands in the log. `before` are the bytes of RowsBefore.
struct GroupRevision {
  Revision revision;
  absl::Time time;
  ResourceId next_id = 1;
  std::string principal;
  std::string request_id;
  std::string method;
  std::array<uint64_t, 2> request_hash = {0, 0};
  std::string changes;
  std::string written;
  std::string before;
  std::string answer;
  std::vector<LogPart> parts;
  std::vector<std::pair<Kind, std::string>> deletions;
};

struct Group {
  std::map<ResourceId, GroupRow> rows;
  std::vector<GroupRevision> revisions;
};

// The row that such a write leaves; nullptr when it deletes it.
StoredRowPtr RowAfter(const RowWrite& write);

// Adds the revision. The rows of what it writes, as they were before the group, are in `before`, in
// the order of its rows.
void AddRevision(const RevisionWrite& write, const std::vector<StoredRowPtr>& before,
                 ResourceId next_id, Group& group);

}  // namespace taqvim::storage::postgres
