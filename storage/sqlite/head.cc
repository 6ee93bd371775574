#include "storage/sqlite/head.h"

#include "absl/strings/str_cat.h"

namespace taqvim::storage {

Revision Head::newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

void Head::Publish(Revision revision) {
  absl::MutexLock lock(&mutex_);
  newest_ = revision;
}

absl::Status Head::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

void Head::Fail(absl::Status failure) {
  absl::MutexLock lock(&mutex_);
  failure_.Update(failure);
  failed_ = !failure_.ok();
}

void Head::FailForDisk(const absl::Status& error) {
  if (absl::IsDataLoss(error)) {
    return Fail(absl::UnavailableError(absl::StrCat("The store has stopped. ", error.message())));
  }
  Fail(absl::UnavailableError(absl::StrCat("The store has stopped, because its disk failed (",
                                           error.message(),
                                           "); check the disk and restart the server.")));
}

int64_t Head::EnterReader() {
  absl::MutexLock lock(&mutex_);
  ++readers_[newest_.number];
  return newest_.number;
}

void Head::LeaveReader(int64_t revision) {
  absl::MutexLock lock(&mutex_);
  auto found = readers_.find(revision);
  if (--found->second == 0) readers_.erase(found);
}

int64_t Head::OldestNeeded() const {
  absl::MutexLock lock(&mutex_);
  return readers_.empty() ? newest_.number : readers_.begin()->first;
}

}  // namespace taqvim::storage
