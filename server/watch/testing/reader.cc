#include "server/watch/testing/reader.h"

#include <gtest/gtest.h>

#include <utility>

namespace taqvim::watch::testing {

v1::WatchChangesResponse Reader::Peek() {
  const bool goes_on = AwaitResponse();
  absl::MutexLock lock(&mutex_);
  EXPECT_TRUE(goes_on) << "The stream has ended: " << end_;
  v1::WatchChangesResponse response;
  grpc::Slice bytes;
  if (!waiting_) return response;
  EXPECT_TRUE(waiting_->DumpToSingleSlice(&bytes).ok());
  EXPECT_TRUE(response.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size())));
  return response;
}

size_t Reader::Unread() {
  absl::MutexLock lock(&mutex_);
  return waiting_ ? waiting_->Length() : 0;
}

bool Reader::AwaitResponse() {
  absl::MutexLock lock(&mutex_);
  auto some = [this]()
                  ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return waiting_.has_value() || finished_; };
  mutex_.Await(absl::Condition(&some));
  return waiting_.has_value();
}

v1::WatchChangesResponse Reader::Read(Hub& hub) {
  v1::WatchChangesResponse response = Peek();
  {
    absl::MutexLock lock(&mutex_);
    waiting_.reset();
  }
  hub.Written(*this, true);
  return response;
}

std::vector<int64_t> Reader::ReadRevisions(Hub& hub, size_t count) {
  std::vector<int64_t> numbers;
  while (numbers.size() < count && AwaitResponse()) {
    const v1::WatchChangesResponse response = Read(hub);
    for (const v1::Revision& revision : response.revisions()) {
      numbers.push_back(revision.number());
    }
  }
  return numbers;
}

absl::Status Reader::AwaitEnd() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&finished_));
  return end_;
}

void Reader::AwaitCancel() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&cancelled_));
}

bool Reader::finished() {
  absl::MutexLock lock(&mutex_);
  return finished_;
}

void Reader::SetRights(absl::Status status) {
  absl::MutexLock lock(&mutex_);
  rights_ = std::move(status);
}

void Reader::Write(const grpc::ByteBuffer& response) {
  absl::MutexLock lock(&mutex_);
  EXPECT_FALSE(waiting_) << "A second write is in flight.";
  EXPECT_FALSE(finished_) << "A write follows the end.";
  waiting_ = response;
}

void Reader::Finish(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  EXPECT_FALSE(finished_) << "It is finished twice.";
  finished_ = true;
  end_ = status;
}

void Reader::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
}

absl::Status Reader::CheckRights() {
  absl::MutexLock lock(&mutex_);
  return rights_;
}

}  // namespace taqvim::watch::testing
