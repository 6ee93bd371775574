#include "server/rpc/serving/hold_counter.h"

#include <memory>
#include <utility>

#include "proto/status_macros.h"

namespace taqvim::rpc {
namespace {

// Whose turns these reads wait in; no principal is called so.
constexpr char kAccount[] = "metrics of holds";

}  // namespace

HoldCounter::HoldCounter(storage::Store& store, std::function<absl::Time()> clock)
    : store_(store), clock_(std::move(clock)) {}

HoldCounter::~HoldCounter() {
  stopping_ = true;
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&idle_));
}

std::optional<int64_t> HoldCounter::Count(absl::Duration patience) {
  const absl::Time now = clock_();
  bool begins = false;
  {
    absl::MutexLock lock(&mutex_);
    begins = idle_ && now - counted_ >= kFresh;
    if (begins) idle_ = false;
  }
  if (begins) ReadFrom(0, 0);
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&idle_), patience);
  return holds_;
}

void HoldCounter::ReadFrom(storage::ResourceId after, int64_t before) {
  auto page = std::make_shared<schedule::HoldCount>();
  auto read = [page, after](storage::Snapshot& snapshot) -> absl::Status {
    ASSIGN_OR_RETURN(*page, schedule::CountHolds(snapshot, after));
    return absl::OkStatus();
  };
  store_.Read({.account = kAccount}, read,
              [this, page, before](const absl::Status& status) { Done(status, *page, before); });
}

void HoldCounter::Done(const absl::Status& status, const schedule::HoldCount& page,
                       int64_t before) {
  const int64_t holds = before + page.holds;
  if (status.ok() && !page.complete && !stopping_) return ReadFrom(page.reached, holds);
  absl::MutexLock lock(&mutex_);
  if (status.ok() && page.complete) holds_ = holds;
  // Of an error no more is said here: it is that of every other read.
  counted_ = clock_();
  idle_ = true;
}

}  // namespace taqvim::rpc
