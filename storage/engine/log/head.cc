#include "storage/engine/log/head.h"

#include <utility>

namespace taqvim::storage {

Revision Head::newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

absl::Status Head::Await(int64_t revision) const {
  return AwaitWithin(revision, absl::InfiniteDuration());
}

absl::Status Head::AwaitWithin(int64_t revision, absl::Duration longest) const {
  absl::MutexLock lock(&mutex_);
  auto settled = [this, revision]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return newest_.number >= revision || !failure_.ok();
  };
  if (mutex_.AwaitWithTimeout(absl::Condition(&settled), longest)) return failure_;
  return absl::UnavailableError(
      "What was read is newer than what this server knows by now; retry in a moment.");
}

void Head::Publish(Revision revision) {
  absl::MutexLock lock(&mutex_);
  newest_ = revision;
}

absl::Status Head::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

absl::Status Head::cause() const {
  absl::MutexLock lock(&mutex_);
  return cause_;
}

void Head::Fail(absl::Status failure, const absl::Status& cause) {
  absl::MutexLock lock(&mutex_);
  failure_.Update(std::move(failure));
  cause_.Update(cause);
  failed_ = true;
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
