#include "server/watch/testing/reader.h"

#include <gtest/gtest.h>

#include <utility>

namespace taqvim::watch::testing {

v1::WatchChangesResponse Reader::Peek() {
  EXPECT_TRUE(AwaitResponse()) << "The stream has ended: " << end_;
  absl::MutexLock lock(&mutex_);
  return waiting_.empty() ? v1::WatchChangesResponse() : waiting_.front();
}

bool Reader::AwaitResponse() {
  absl::MutexLock lock(&mutex_);
  auto some = [this]() { return !waiting_.empty() || finished_; };
  mutex_.Await(absl::Condition(&some));
  return !waiting_.empty();
}

v1::WatchChangesResponse Reader::Read(Hub& hub) {
  v1::WatchChangesResponse response = Peek();
  {
    absl::MutexLock lock(&mutex_);
    waiting_.clear();
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
  grpc::Slice bytes;
  EXPECT_TRUE(response.DumpToSingleSlice(&bytes).ok());
  v1::WatchChangesResponse parsed;
  EXPECT_TRUE(parsed.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size())));
  absl::MutexLock lock(&mutex_);
  EXPECT_TRUE(waiting_.empty()) << "A second write is in flight.";
  EXPECT_FALSE(finished_) << "A write follows the end.";
  waiting_.push_back(std::move(parsed));
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
