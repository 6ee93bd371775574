#include "tests/watch/watcher.h"

#include <gtest/gtest.h>

#include <thread>
#include <utility>

namespace taqvim::watching {

Watcher::Watcher(WatcherKind kind, std::shared_ptr<grpc::Channel> channel)
    : kind_(std::move(kind)), channel_(std::move(channel)) {}

void Watcher::Begin() {
  client::SubscriberOptions options;
  options.token = token_;
  options.filter = kind_.interest.filter;
  options.include_before = kind_.interest.include_before;
  options.progress_interval = absl::Seconds(1);
  options.retry.longest_pause = absl::Milliseconds(300);
  options.on_interruption = [this](const client::Interruption&) {
    absl::MutexLock lock(&mutex_);
    ++segments_.back().interrupted;
  };
  {
    absl::MutexLock lock(&mutex_);
    if (segments_.empty()) segments_.emplace_back();
    if (!token_.empty()) ++segments_.back().resumed;
    // An empty token that was told is that of a snapshot that broke off.
    options.snapshot = kind_.snapshot || told_snapshot_;
  }
  subscriber_ = std::make_unique<client::Subscriber>(
      channel_, std::move(options), [this](const client::Delivery& told) { return Take(told); });
}

void Watcher::End() {
  subscriber_->Stop();
  const absl::Status ended = subscriber_->Wait();
  EXPECT_TRUE(ended.ok()) << kind_.name << ": " << ended;
  token_ = subscriber_->token();
  subscriber_.reset();
}

void Watcher::Pull(client::Client& client, int page_size) {
  if (token_.empty()) return;
  Listing listing = List(client, token_, kind_.interest, page_size);
  token_ = listing.newest;
  v1::WatchChangesResponse told;
  told.set_revision_token(token_);
  for (v1::Revision& revision : listing.revisions) *told.add_revisions() = std::move(revision);
  absl::MutexLock lock(&mutex_);
  segments_.back().told.push_back(std::move(told));
  newest_ = token_;
}

absl::Status Watcher::Take(const client::Delivery& told) {
  // As a reader that writes what it is told somewhere would.
  if (kind_.slow) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  absl::MutexLock lock(&mutex_);
  if (told.begins_snapshot) {
    segments_.emplace_back();
    segments_.back().snapshot = true;
    segments_.back().reason = told.reason;
    told_snapshot_ = true;
  }
  segments_.back().told.push_back(told.response);
  newest_ = told.response.revision_token();
  return absl::OkStatus();
}

bool Watcher::WaitFor(const std::string& token, absl::Time deadline) const {
  absl::MutexLock lock(&mutex_);
  const auto has_come = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return newest_ == token; };
  return mutex_.AwaitWithDeadline(absl::Condition(&has_come), deadline);
}

std::vector<Segment> Watcher::segments() const {
  absl::MutexLock lock(&mutex_);
  return segments_;
}

std::vector<Segment> Watcher::TakeSegments() {
  absl::MutexLock lock(&mutex_);
  std::vector<Segment> taken(1);
  taken.swap(segments_);
  return taken;
}

}  // namespace taqvim::watching
