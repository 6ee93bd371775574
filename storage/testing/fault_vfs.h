// A file layer for SQLite that fails, tears and forgets what a disk may fail,
// tear and forget.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::storage::testing {

// What can fail. Each call of one of these is a step.
enum class FaultStep : unsigned { kOpen = 1, kRead = 2, kWrite = 4, kSync = 8, kTruncate = 16 };

// How the step fails.
struct Fault {
  // The number of the step to fail, counted from 1 when the fault is set.
  int64_t step = 0;
  unsigned steps = ~0u;  // which FaultSteps count
  // SQLITE_FULL applies to writes; what else counts as one then fails as
  // SQLITE_IOERR.
  int code = SQLITE_IOERR;
  // Whether a failed write leaves half of its bytes behind.
  bool tear = false;
  // Whether all later steps fail too.
  bool lasting = false;
};

// Stands over the system's default layer under a name of its own while it
// lives; no file of it may be open when it is destroyed. Thread-safe.
//
// It keeps for every file what a power cut would leave: the contents at the
// latest successful sync.
class FaultVfs {
 public:
  explicit FaultVfs(const std::string& name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  // Replaces the fault and starts to count anew.
  void Set(const Fault& fault);
  void Clear() { Set(Fault()); }
  // How many steps were counted, and whether the fault has struck.
  int64_t steps() const;
  bool struck() const;

  // From now on a sync goes no further than its beginning, until `ReleaseSyncs`.
  // It then brings to disk what was written before it began, and nothing later.
  void HoldSyncs();
  void ReleaseSyncs();
  // Waits until a sync is held.
  void AwaitHeldSync();

  // From now on nothing reaches the disk: every step fails, until `Restore`.
  void CutPower();
  // Gives every file the contents that were synced, and of each later write so
  // much as `survives` says, asked write by write; then ends the cut. All files
  // must be closed.
  void Restore(absl::FunctionRef<bool()> survives = [] { return false; });

 private:
  friend struct FaultVfsCalls;
  struct Unsynced {
    int64_t offset;
    std::string bytes;  // empty: the file was cut there
  };
  struct Image {
    std::string synced;
    std::deque<Unsynced> unsynced;
    int64_t changes = 0;  // how many were ever made; the latest are in `unsynced`
    bool exists_synced = false;
  };
  static void Record(Image& image, Unsynced change);
  // Makes the changes up to that one durable.
  static void SyncThrough(Image& image, int64_t change);
  static void Redo(const Unsynced& change, std::string& contents);

  // SQLITE_OK, or the code that the step must fail with.
  int Step(FaultStep step) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether the fault leaves half a write behind.
  bool Tears() const ABSL_LOCKS_EXCLUDED(mutex_);
  Image& ImageOf(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string name_;
  sqlite3_vfs* const base_;
  sqlite3_vfs vfs_;
  mutable absl::Mutex mutex_;
  Fault fault_ ABSL_GUARDED_BY(mutex_);
  int64_t steps_ ABSL_GUARDED_BY(mutex_) = 0;
  bool struck_ ABSL_GUARDED_BY(mutex_) = false;
  bool dead_ ABSL_GUARDED_BY(mutex_) = false;
  bool hold_syncs_ ABSL_GUARDED_BY(mutex_) = false;
  int held_syncs_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, Image> images_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::storage::testing
