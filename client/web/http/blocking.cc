#include "client/web/http/blocking.h"

#include <atomic>
#include <utility>

#include "absl/time/time.h"

namespace taqvim::web {

Pool::Pool(int threads, size_t queued) : most_(queued) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

Pool::~Pool() {
  {
    const absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Pool::TryAdd(absl::AnyInvocable<void()> job) {
  const absl::MutexLock lock(&mutex_);
  if (jobs_.size() >= most_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

void Pool::Run() {
  for (;;) {
    absl::AnyInvocable<void()> job;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Pool::CanGoOn));
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

Handler Blocking(BlockingHandler handler, Pool& pool) {
  return
      [handler = std::move(handler), &pool](Request request, const std::shared_ptr<Reply>& reply) {
        const auto is_gone = std::make_shared<std::atomic<bool>>(false);
        reply->OnGone([is_gone] { is_gone->store(true); });
        const bool queued = pool.TryAdd([handler, reply, is_gone, request = std::move(request)] {
          if (!is_gone->load()) return reply->Send(handler(request));
          reply->Break();
        });
        if (!queued) {
          reply->Send(TryLater(503, "The server is busy; try again soon.", absl::Seconds(2)));
        }
      };
}

}  // namespace taqvim::web
