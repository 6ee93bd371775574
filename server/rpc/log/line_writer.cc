#include "server/rpc/log/line_writer.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <utility>

namespace taqvim::rpc {
namespace {

// In one call where the system takes it, so that lines of several processes do not mix.
bool WriteAll(int descriptor, absl::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(descriptor, line.data(), line.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) line.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

// Outlives the writer where its thread waits for a reader.
struct LineWriter::State {
  int descriptor;
  Lost lost;
  absl::Mutex mutex;
  std::deque<std::string> lines ABSL_GUARDED_BY(mutex);
  size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  int64_t dropped ABSL_GUARDED_BY(mutex) = 0;  // and not said yet
  bool writing ABSL_GUARDED_BY(mutex) = false;
  bool closed ABSL_GUARDED_BY(mutex) = false;

  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return lines.empty() && !writing; }
};

LineWriter::LineWriter(int descriptor, Lost lost) : state_(std::make_shared<State>()) {
  state_->descriptor = descriptor;
  state_->lost = std::move(lost);
  thread_ = std::thread(Loop, state_);
}

LineWriter::~LineWriter() {
  bool writing = false;
  {
    absl::MutexLock lock(&state_->mutex);
    state_->closed = true;
    state_->lines.clear();
    writing = state_->writing;
  }
  writing ? thread_.detach() : thread_.join();
}

void LineWriter::Put(absl::string_view line) {
  State& state = *state_;
  absl::MutexLock lock(&state.mutex);
  if (state.bytes + line.size() > kMostWaiting) {
    ++state.dropped;
    return;
  }
  state.bytes += line.size();
  state.lines.emplace_back(line);
}

bool LineWriter::Flush(absl::Duration patience) {
  absl::MutexLock lock(&state_->mutex);
  return state_->mutex.AwaitWithTimeout(absl::Condition(state_.get(), &State::Idle), patience);
}

void LineWriter::Loop(std::shared_ptr<State> state) {
  const auto ready = [&state]() ABSL_SHARED_LOCKS_REQUIRED(state->mutex) {
    return state->closed || !state->lines.empty();
  };
  for (;;) {
    std::string line;
    int64_t dropped = 0;
    {
      absl::MutexLock lock(&state->mutex);
      state->writing = false;
      state->mutex.Await(absl::Condition(&ready));
      if (state->closed) return;
      line = std::move(state->lines.front());
      state->lines.pop_front();
      state->bytes -= line.size();
      dropped = std::exchange(state->dropped, 0);
      state->writing = true;
    }
    const bool said = dropped == 0 || WriteAll(state->descriptor, state->lost(dropped));
    const bool written = WriteAll(state->descriptor, line);
    absl::MutexLock lock(&state->mutex);
    if (!said) state->dropped += dropped;
    if (!written) ++state->dropped;
  }
}

}  // namespace taqvim::rpc
