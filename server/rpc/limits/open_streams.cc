#include "server/rpc/limits/open_streams.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace taqvim::rpc {
namespace {

// How long until ends are looked for again, as the clock by which they come may be
// set.
constexpr absl::Duration kShortestWait = absl::Milliseconds(1);
constexpr absl::Duration kLongestWait = absl::Milliseconds(500);

}  // namespace

OpenStreams::Entry& OpenStreams::Entry::operator=(Entry&& other) noexcept {
  Leave();
  streams_ = std::exchange(other.streams_, nullptr);
  number_ = other.number_;
  return *this;
}

void OpenStreams::Entry::Leave() {
  if (streams_ != nullptr) std::exchange(streams_, nullptr)->Leave(number_);
}

OpenStreams::OpenStreams(access::Directory& directory, Clock now)
    : directory_(directory), now_(std::move(now)) {
  listener_ = directory_.AddListener([this] {
    absl::MutexLock lock(&mutex_);
    changed_ = true;
  });
  thread_ = std::thread([this] { Run(); });
}

OpenStreams::~OpenStreams() {
  directory_.RemoveListener(listener_);
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

OpenStreams::Entry OpenStreams::Enter(access::Identity identity, Changed changed) {
  absl::MutexLock lock(&mutex_);
  streams_.emplace(++last_, Stream{std::move(identity), std::move(changed)});
  entered_.push_back(last_);
  return Entry(this, last_);
}

int OpenStreams::size() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(streams_.size());
}

std::set<std::string> OpenStreams::Tokens() const {
  absl::MutexLock lock(&mutex_);
  std::set<std::string> tokens;
  for (const auto& [number, stream] : streams_) {
    if (!stream.identity.token.empty()) tokens.insert(stream.identity.token);
  }
  return tokens;
}

void OpenStreams::Run() {
  while (true) {
    std::vector<int64_t> numbers;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(this, &OpenStreams::HasNews),
                              std::clamp(NextEnd() - now_(), kShortestWait, kLongestWait));
      if (stop_) return;
      numbers = std::exchange(entered_, {});
      if (std::exchange(changed_, false) || NextEnd() <= now_()) numbers = All();
    }
    for (const int64_t number : numbers) Tell(number);
  }
}

absl::Time OpenStreams::NextEnd() const {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [number, stream] : streams_) next = std::min(next, stream.identity.expires);
  return next;
}

std::vector<int64_t> OpenStreams::All() const {
  std::vector<int64_t> numbers;
  for (const auto& [number, stream] : streams_) numbers.push_back(number);
  return numbers;
}

void OpenStreams::Tell(int64_t number) {
  Changed changed;
  absl::StatusOr<access::Identity> renewed;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = streams_.find(number);
    if (found == streams_.end()) return;
    access::Identity& identity = found->second.identity;
    renewed = Renew(identity);
    if (renewed.ok() && *renewed->rights == *identity.rights) {
      identity.expires = renewed->expires;  // of a session that was put off
      return;
    }
    changed = found->second.changed;
    renewed.ok() ? void(identity = *renewed) : void(streams_.erase(found));
    told_ = number;
  }
  changed(renewed);
  absl::MutexLock lock(&mutex_);
  told_ = 0;
}

absl::StatusOr<access::Identity> OpenStreams::Renew(const access::Identity& identity) const {
  const absl::Time now = now_();
  if (identity.token.empty() && identity.expires <= now) {
    return absl::UnauthenticatedError("Its certificate has expired.");
  }
  return directory_.Renew(identity, now);
}

void OpenStreams::Leave(int64_t number) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(number);
  if (std::this_thread::get_id() == thread_.get_id()) return;
  const auto told_another = [this, number]()
                                ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return told_ != number; };
  mutex_.Await(absl::Condition(&told_another));
}

}  // namespace taqvim::rpc
