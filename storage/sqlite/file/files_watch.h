// Periodic check of a store's files, for while nobody writes.
#pragma once

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/sqlite/file/store_files.h"

namespace taqvim::storage {

// Checks the files after every pause, on a thread of its own, until they are broken or
// this is destroyed.
class FilesWatch {
 public:
  // The files outlive this. `broken` is called once, on that thread.
  FilesWatch(StoreFiles& files, absl::Duration pause,
             std::function<void(const absl::Status&)> broken);
  ~FilesWatch();
  FilesWatch(const FilesWatch&) = delete;
  FilesWatch& operator=(const FilesWatch&) = delete;

 private:
  void Loop(absl::Duration pause);

  StoreFiles& files_;
  const std::function<void(const absl::Status&)> broken_;
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace taqvim::storage
