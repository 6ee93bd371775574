// Asynchronous writer of lines to a file descriptor: a bounded queue and a thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// Put never waits for the descriptor, so a full pipe blocks nobody. Lines that find the
// queue full, or cannot be written (a full disk), are dropped and counted; the count is
// written as a line of its own before the next line. Thread-safe.
class LineWriter {
 public:
  // Makes the line that says how many lines were lost, with its newline.
  using Lost = std::function<std::string(int64_t lines)>;

  // Capacity of the queue in bytes.
  static constexpr size_t kMostWaiting = 1 << 20;

  // The descriptor stays the caller's, and must stay open while this exists.
  LineWriter(int descriptor, Lost lost);
  // Drops the lines that are still queued. A write in progress is not waited for: the
  // thread is detached, with all that it uses, and ends after the write.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Queues a line, which ends with a newline.
  void Put(absl::string_view line);
  // Waits until all lines that are queued are written or dropped, at most for
  // `patience`; false when the time was too short.
  bool Flush(absl::Duration patience);

 private:
  struct State;
  static void Loop(std::shared_ptr<State> state);

  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace taqvim::rpc
