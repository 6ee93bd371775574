// State that the threads of a store share: the newest revision that may be told, the active
// readers, and whether the store has failed.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/revision.h"

namespace taqvim::storage {

// Thread-safe.
class Head {
 public:
  explicit Head(Revision newest) : newest_(newest) {}

  Revision newest() const;
  // Waits until that revision may be told; an error when the store fails before.
  absl::Status Await(int64_t revision) const;
  // The same for so long at most; UNAVAILABLE then.
  absl::Status AwaitWithin(int64_t revision, absl::Duration longest) const;
  void Publish(Revision revision);

  // OK until the store failed for good, as its journal may no longer be what it committed;
  // then the error that callers are told. A failed store answers nothing any more.
  absl::Status failure() const;
  // The same with details for an operator, such as the name of a file.
  absl::Status cause() const;
  bool failed() const { return failed_; }
  // Fails for good: what callers are told, and what an operator is. The first stays.
  void Fail(absl::Status failure, const absl::Status& cause);

  // Registers a reader before it opens its snapshot, which is then of the returned
  // revision or a newer one. Pass that number to `LeaveReader`.
  int64_t EnterReader();
  void LeaveReader(int64_t revision);
  // No reader is or will be at an older revision.
  int64_t OldestNeeded() const;

 private:
  mutable absl::Mutex mutex_;
  Revision newest_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  absl::Status cause_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> failed_ = false;  // the same, to be asked for every write
  // How many entered at a revision.
  absl::btree_map<int64_t, int> readers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::storage
