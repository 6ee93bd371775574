// Notices when somebody else lays hands on the files of a store that is open.
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

// Compares what stands under the names of a store's files with what this process
// has open and left there. It asks for names and for the descriptor that the lock
// keeps, and opens nothing. Thread-safe; a comparison takes some microseconds.
//
// What is noticed: any of the data file, its write-ahead log and its index (`-shm`)
// is gone or another file; the log is shorter than what was written to it; the index is
// shorter than it was; the data
// file has another size, or was written at another time, than after the latest
// checkpoint, which alone writes it.
class StoreFiles {
 public:
  // The lock must outlive this.
  StoreFiles(const std::string& path, const DataLock& lock);

  // Takes the files for right as they are; all are there, and nobody writes.
  // UNAVAILABLE when one is not what this process has open.
  absl::Status Begin(int64_t page_size);

  // OK while nobody has laid hands on the files, or before `Begin`; else UNAVAILABLE, with a
  // sentence that says what happened and what to do. For good: what was once seen stays.
  // Of an index that was cut it also tells while another thread is inside
  // WhileChanging, which then may never come back: the index is memory of the process.
  absl::Status Check();

  // Says that another program has written, where that was seen elsewhere, and
  // returns the sentence. For good, too.
  absl::Status WrittenByOther();

  // Says that the log holds that many pages. For the writer.
  void LogHolds(int64_t pages);
  // Runs what writes the data file and, if `cuts_log` is set, may cut the log. Not
  // when somebody has laid hands on them.
  absl::Status WhileChanging(bool cuts_log, absl::FunctionRef<absl::Status()> change);

 private:
  // What a file is by name.
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
