#include "client/web/http/blocking.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/time/time.h"
#include "client/web/http/addresses.h"

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

void Pool::Add(const std::string& whose, Job job) {
  Job refused;
  {
    const absl::MutexLock lock(&mutex_);
    refused = Place(whose, std::move(job));
  }
  if (refused) refused(false);
}

Pool::Job Pool::Place(const std::string& whose, Job job) {
  auto line = std::find_if(lines_.begin(), lines_.end(),
                           [&](const Line& one) { return one.whose == whose; });
  Job gave_way;
  if (queued_ >= most_) {
    gave_way = GiveWay(line == lines_.end() ? nullptr : &*line);
    if (!gave_way) return job;
  }
  if (line == lines_.end()) line = lines_.insert(lines_.end(), {whose, {}});
  line->jobs.push_back(std::move(job));
  ++queued_;
  return gave_way;
}

Pool::Job Pool::GiveWay(const Line* line) {
  const auto longest = std::max_element(
      lines_.begin(), lines_.end(),
      [](const Line& one, const Line& other) { return one.jobs.size() < other.jobs.size(); });
  const size_t own = line == nullptr ? 0 : line->jobs.size();
  // With this one it would have as many.
  if (longest == lines_.end() || longest->jobs.size() <= own + 1) return nullptr;
  Job last = std::move(longest->jobs.back());
  longest->jobs.pop_back();
  --queued_;
  return last;
}

Pool::Job Pool::Next() {
  Line& line = lines_.front();
  Job job = std::move(line.jobs.front());
  line.jobs.pop_front();
  --queued_;
  if (line.jobs.empty()) {
    lines_.pop_front();
  } else {
    lines_.splice(lines_.end(), lines_, lines_.begin());
  }
  return job;
}

void Pool::Run() {
  for (;;) {
    Job job;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Pool::CanGoOn));
      if (lines_.empty()) return;
      job = Next();
    }
    job(true);
  }
}

Handler Blocking(BlockingHandler handler, Pool& pool) {
  return
      [handler = std::move(handler), &pool](Request request, const std::shared_ptr<Reply>& reply) {
        const auto is_gone = std::make_shared<std::atomic<bool>>(false);
        reply->OnGone([is_gone] { is_gone->store(true); });
        const std::string whose = NetworkOf(request.address);
        pool.Add(whose, [handler, reply, is_gone, request = std::move(request)](bool has_room) {
          if (is_gone->load()) return reply->Break();
          if (has_room) return reply->Send(handler(request));
          reply->Send(TryLater(503, "The server is busy; try again soon.", absl::Seconds(2)));
        });
      };
}

}  // namespace taqvim::web
