// Writes lines to a descriptor that may have nobody who reads it.
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

// A bounded queue of lines, and a thread that writes them. Whoever has a line never
// waits for the descriptor, so a pipe that is full stops nobody. What finds no room,
// or cannot be written, as on a full disk, is dropped and counted, and said in a line
// before the next one that is written. Thread-safe.
class LineWriter {
 public:
  // The line that says that so many were lost, with its newline.
  using Lost = std::function<std::string(int64_t lines)>;

  // Bytes that wait at most; a line that finds less room is dropped.
  static constexpr size_t kMostWaiting = 1 << 20;

  // The descriptor stays the caller's, and open while this lives.
  LineWriter(int descriptor, Lost lost);
  // Gives up what is not written yet, unless nobody reads: then the thread, which
  // waits for somebody, is left to the end of the process, with all that it uses.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Takes a line, with its newline.
  void Put(absl::string_view line);
  // Returns when all that was put before is written or lost, or the time is over.
  // Whether it is.
  bool Flush(absl::Duration patience);

 private:
  struct State;
  static void Loop(std::shared_ptr<State> state);

  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace taqvim::rpc
