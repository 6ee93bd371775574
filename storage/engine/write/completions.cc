#include "storage/engine/write/completions.h"

#include <utility>

namespace taqvim::storage {

Completions::Completions(bool threaded) {
  if (threaded) thread_ = std::thread([this] { Loop(); });
}

Completions::~Completions() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) thread_.join();
  RunAll();
}

void Completions::Post(Task task) {
  absl::MutexLock lock(&mutex_);
  tasks_.push_back(std::move(task));
}

std::optional<Completions::Task> Completions::Pop() {
  absl::MutexLock lock(&mutex_);
  if (tasks_.empty()) return std::nullopt;
  Task task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

void Completions::RunAll() {
  while (std::optional<Task> task = Pop()) (*task)();
}

void Completions::Loop() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      auto ready = [this]()
                       ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || !tasks_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (tasks_.empty()) return;
    }
    RunAll();
  }
}

}  // namespace taqvim::storage
