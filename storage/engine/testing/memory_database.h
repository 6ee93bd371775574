// Database in memory, on which several servers can have a journal each, for tests.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/journal/revision_write.h"
#include "storage/resource.h"
#include "storage/revision.h"

namespace taqvim::storage::testing {

// A resource's row; `ties.revision` is the revision that wrote its body.
struct MemoryRow {
  Resource resource;
  Ties ties;
};
using MemoryRowPtr = std::shared_ptr<const MemoryRow>;  // nullptr: there is none

// A revision: its row of the log, and what it did to the rows of resources.
struct MemoryRevision {
  struct Write {
    ResourceId id = 0;
    MemoryRowPtr before;
    MemoryRowPtr after;
    const Resource& resource() const { return after ? after->resource : before->resource; }
  };

  Revision revision;
  absl::Time time;
  ResourceId next_id = 1;
  std::string principal;
  std::string request_id;
  std::array<uint64_t, 2> request_hash = {0, 0};
  std::string method;
  std::string changes;
  std::string answer;
  std::vector<LogPart> parts;
  std::vector<Write> writes;
};
using MemoryRevisionPtr = std::shared_ptr<const MemoryRevision>;

// Keeps every version of every row, so that each revision can be read for ever; of the log
// what is not trimmed. Thread-safe.
class MemoryDatabase {
 public:
  explicit MemoryDatabase(std::string store_id) : store_id_(std::move(store_id)) {}

  const std::string& store_id() const { return store_id_; }

  // As of the revision.
  MemoryRowPtr RowAt(ResourceId id, int64_t revision) const;
  // Those that have or had the name.
  std::vector<ResourceId> IdsNamed(Kind kind, std::string_view name) const;
  // All that there are or were, above that one, in order.
  std::vector<ResourceId> IdsAfter(ResourceId after) const;
  // The latest revision below `before` that deleted one of the name, or the earliest above
  // `after`, no later than `upto`; 0 for none. Those that are trimmed are forgotten.
  int64_t DeletionBefore(Kind kind, const std::string& name, int64_t before) const;
  int64_t DeletionAfter(Kind kind, const std::string& name, int64_t after, int64_t upto) const;

  // nullptr where the log does not have it.
  MemoryRevisionPtr RevisionAt(int64_t number) const;
  // All that follow it, in order. They are in the log.
  std::vector<MemoryRevisionPtr> RevisionsAfter(int64_t number) const;
  Revision newest() const;
  // The last that was trimmed.
  Revision log_start() const;
  // Forgets the log up to that revision, not the newest. Servers that have not come so far cannot
  // follow.
  void Trim(int64_t upto);

  // What is to become of the next commit, besides what would.
  enum class Fault {
    kNone,
    kRefuses,          // certainly not committed
    kLosesSilently,    // unknown; it is not committed
    kCommitsSilently,  // unknown; it is committed
  };
  void SetFault(Fault fault);

  // Adds a group that builds on that revision, if this is the newest.
  enum class Outcome { kCommitted, kRefused, kUnknown, kSuperseded };
  Outcome Commit(int64_t base, const std::vector<MemoryRevisionPtr>& group);

 private:
  struct Version {
    int64_t revision;
    MemoryRowPtr row;
  };
  using Name = std::pair<Kind, std::string>;

  void Add(const MemoryRevisionPtr& revision) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string store_id_;
  mutable absl::Mutex mutex_;
  std::map<ResourceId, std::vector<Version>> rows_ ABSL_GUARDED_BY(mutex_);
  std::map<Name, std::vector<ResourceId>> names_ ABSL_GUARDED_BY(mutex_);
  std::map<Name, std::set<int64_t>> deletions_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, MemoryRevisionPtr> log_ ABSL_GUARDED_BY(mutex_);
  Revision newest_ ABSL_GUARDED_BY(mutex_);
  Revision log_start_ ABSL_GUARDED_BY(mutex_);
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kNone;
};

}  // namespace taqvim::storage::testing
