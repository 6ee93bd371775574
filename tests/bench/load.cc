#include "tests/bench/load.h"

#include <algorithm>
#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Loop {
 public:
  Loop(const std::vector<std::unique_ptr<Lane>>& lanes, Clock::time_point end)
      : end_(end), running_(static_cast<int>(lanes.size())) {
    for (const auto& lane : lanes) Next(*lane);
  }

  LoadResult Wait() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* running) { return *running == 0; }, &running_));
    result_.calls = calls_.load();
    return result_;
  }

 private:
  void Next(Lane& lane) {
    lane.Call([this, &lane](const grpc::Status& status) { Done(lane, status); });
  }

  void Done(Lane& lane, const grpc::Status& status) {
    if (status.ok()) {
      calls_.fetch_add(1, std::memory_order_relaxed);
    } else {
      absl::MutexLock lock(&mutex_);
      if (result_.failures++ == 0) result_.first_failure = status;
    }
    if (Clock::now() < end_) return Next(lane);
    absl::MutexLock lock(&mutex_);
    --running_;
  }

  const Clock::time_point end_;
  std::atomic<int64_t> calls_ = 0;
  absl::Mutex mutex_;
  int running_ ABSL_GUARDED_BY(mutex_);
  LoadResult result_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

LoadResult RunLoad(const std::vector<std::unique_ptr<Lane>>& lanes,
                   std::chrono::milliseconds time) {
  const auto start = Clock::now();
  LoadResult result = Loop(lanes, start + time).Wait();
  const std::chrono::duration<double> took = Clock::now() - start;
  result.calls_per_second = static_cast<double>(result.calls) / took.count();
  return result;
}

}  // namespace taqvim::bench
