// Walk through the history of one resource, back through the log from change to change.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// What such a walk looks up, as of one revision. For one thread at a time.
class HistorySource {
 public:
  virtual ~HistorySource() = default;

  // The revision that last wrote the resource's body; 0 when it does not exist.
  virtual absl::StatusOr<int64_t> BodyRevision(ResourceId id) = 0;
  // The latest revision before that one, or the earliest after it, that deleted one of the
  // query's name; 0 for none.
  virtual absl::StatusOr<int64_t> DeletionBefore(const HistoryQuery& query, int64_t revision) = 0;
  virtual absl::StatusOr<int64_t> DeletionAfter(const HistoryQuery& query, int64_t revision) = 0;
  // The part of the revision that has the resource's change, if it is one in parts and has
  // one; 0 for its row.
  virtual absl::StatusOr<int> LikelyPart(int64_t revision, ResourceId id) = 0;
  // Reads the row of a revision, with or without its changes, into `entry`; false when it is
  // trimmed. Subtracts the bytes of changes that it read from `max_bytes`.
  virtual absl::StatusOr<bool> ReadRow(int64_t revision, bool with_changes, LogEntry& entry,
                                       int64_t& max_bytes) = 0;
  // Replaces the entry's changes by those of a part, as by ReadRow.
  virtual absl::Status ReadPart(int part, LogEntry& entry, int64_t& max_bytes) = 0;
};

// A resource's row says which revision wrote its body last, and each change in the log which
// revision wrote what it replaced: so a history costs a look-up for each of its changes, and
// no index. What was deleted is found by what is kept of deletions, and so is what had the
// name before the creation of one.
//
// As Snapshot::History promises; the resource is that of the name, nullptr where there is none
// now.
absl::StatusOr<HistoryPage> WalkHistory(HistorySource& source, const HistoryQuery& query,
                                        const Resource* resource);

}  // namespace taqvim::storage
