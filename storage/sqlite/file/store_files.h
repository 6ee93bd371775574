// Detector of changes that others make to the files of an open store.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "storage/sqlite/file/data_lock.h"

namespace taqvim::storage {

// Compares the files under the store's names with those that this process has open, and
// with their state as it left them. It calls stat on names and on the descriptor that
// the lock keeps, and opens nothing. Thread-safe; a comparison takes some microseconds.
//
// It detects that any of the data file, its write-ahead log and its index (`-shm`) is
// missing or another file; that the log is shorter than what was written to it; that
// the index is shorter than it was; and that the data file has another size, or was
// written at another time, than after the latest checkpoint, which alone writes it.
class StoreFiles {
 public:
  // The lock must outlive this.
  StoreFiles(const std::string& path, const DataLock& lock);

  // Records the present state of the files as right; all exist, and nobody writes.
  // UNAVAILABLE when one is not what this process has open.
  absl::Status Begin(int64_t page_size);

  // OK while nobody else has changed the files, or before `Begin`; else UNAVAILABLE,
  // with a sentence that says what happened and what to do. Permanent: an error once
  // found stays. An index that was cut is reported also while another thread is inside
  // WhileChanging, which then may never return: the index is mapped memory of the
  // process.
  absl::Status Check();

  // Records that another program has written, where that was noticed elsewhere, and
  // returns the error. Permanent, too.
  absl::Status WrittenByOther();

  // Records that the log holds this many pages. For the writer.
  void LogHolds(int64_t pages);
  // Runs `change`, which writes the data file and, if `cuts_log` is set, may cut the
  // log. Returns the error instead when others have changed the files.
  absl::Status WhileChanging(bool cuts_log, absl::FunctionRef<absl::Status()> change);

 private:
  // State of the file under a name.
  struct Seen {
    FileId id = {};
    int64_t size = 0;
    timespec written = {};
  };
  static absl::Status Look(const std::string& path, Seen& seen);

  absl::Status Compare() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CompareData() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CompareLog() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CompareIndex();
  absl::Status RememberData() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string data_, log_, index_;
  const int descriptor_;
  int64_t frame_size_ = 0;              // until `Begin`
  std::atomic<int64_t> log_pages_ = 0;  // it holds at least so many
  absl::Mutex mutex_;                   // held while the files change otherwise than by growing
  Seen data_left_ ABSL_GUARDED_BY(mutex_);
  FileId log_id_ ABSL_GUARDED_BY(mutex_);
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex index_mutex_;  // never held while anything but the file's name is looked at
  Seen index_seen_ ABSL_GUARDED_BY(index_mutex_);
  absl::Status index_broken_ ABSL_GUARDED_BY(index_mutex_);
};

}  // namespace taqvim::storage
