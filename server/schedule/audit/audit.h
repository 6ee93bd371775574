// Check of a schedule: whether what is stored follows from what was said, and its repair.
//
// A store cannot know this: to it, messages are bytes, and claims, links and the rest are what
// it was given. Both are done a step at a time, each in a transaction, from the first resource
// on; the schedule is to be brought forward before (upkeep/bring_forward.h), and what is due be
// done. What is over, and what is in zones that nobody knows any more, keeps what is stored of
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "storage/finding.h"
#include "storage/stored_row.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// What a step did. Where `done`, it was the last.
struct AuditStep {
  storage::ResourceId reached = 0;
  int64_t looked_at = 0;
  bool done = false;
  storage::Findings findings;
  // Of all that it looked at.
  std::vector<std::string> uids;
  // How many rows it made as they should be.
  int64_t mended = 0;
};

// Looks at the next resources behind that one. The transaction is to be undone: what it derives
// makes topics. The rows are those of the same revision.
absl::StatusOr<AuditStep> AuditNext(storage::Transaction& transaction,
                                    const storage::RowsAfter& rows, storage::ResourceId after);

// Makes the rows of the next resources as they should be, as far as that follows, in one
// bounded revision; what has nothing wrong with it is left alone. Messages are not changed, but
// brought into the form of which etags are made. What takes the place of others then is
// contested, as where a zone's rules have changed.
absl::StatusOr<AuditStep> MendNext(storage::Transaction& transaction,
                                   const storage::RowsAfter& rows, storage::ResourceId after);

// Adds what is wrong with the uids of all steps together: each is of one resource.
class UidAudit {
 public:
  void Add(const AuditStep& step, storage::Findings& findings);

 private:
  absl::flat_hash_set<std::string> uids_;
};

}  // namespace taqvim::schedule
