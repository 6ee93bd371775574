#include "storage/sqlite/file/files_watch.h"

#include <utility>

namespace taqvim::storage {

FilesWatch::FilesWatch(StoreFiles& files, absl::Duration pause,
                       std::function<void(const absl::Status&)> broken)
    : files_(files), broken_(std::move(broken)), thread_([this, pause] { Loop(pause); }) {}

FilesWatch::~FilesWatch() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  thread_.join();
}

void FilesWatch::Loop(absl::Duration pause) {
  for (;;) {
    if (absl::Status status = files_.Check(); !status.ok()) return broken_(status);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&closed_), pause)) return;
  }
}

}  // namespace taqvim::storage
