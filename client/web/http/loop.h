// A thread that waits: for sockets, for times, and for what other threads give it to do.
// Boost.Asio stays in its source.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace taqvim::web {

// All callbacks of a loop, its descriptors and its timers are called on its thread, one after
// the other, and must not block. Only Post may be called from other threads.
class Loop {
 public:
  struct Parts;

  // Starts the thread.
  Loop();
  // Ends it, if that has not been done.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Has the task run on the thread, after those that were posted before it, and returns none; or
  // returns the task, if the loop has ended.
  absl::AnyInvocable<void()> Post(absl::AnyInvocable<void()> task);
  // Waits until nothing is waited for any more and ends the thread. So what waits must have
  // been told to stop before. Not to be called on the thread itself.
  void End();

  Parts& parts() { return *parts_; }

 private:
  const std::unique_ptr<Parts> parts_;
};

// Calls back once after a time, unless it is stopped or started anew before.
class Timer {
 public:
  // The loop outlives it.
  explicit Timer(Loop& loop);
  ~Timer();
  void Start(absl::Duration wait, absl::AnyInvocable<void()> task);
  void Stop();

 private:
  struct Parts;
  const std::shared_ptr<Parts> parts_;
};

// A descriptor of a socket that never blocks, which it closes.
class Descriptor {
 public:
  // Called with false when it has been closed meanwhile.
  using Ready = absl::AnyInvocable<void(bool open)>;

  // Takes the descriptor over. The loop outlives it.
  Descriptor(Loop& loop, int descriptor);
  ~Descriptor();

  int number() const;
  // One of each may be waited for at a time.
  void AwaitReadable(Ready ready);
  void AwaitWritable(Ready ready);
  // As recv(2) and sendmsg(2): how many bytes; 0 at the end, -1 with errno set.
  ssize_t Receive(char* bytes, size_t size);
  ssize_t Send(const iovec* parts, size_t count);
  void ShutDownSend();
  // Who waits is called with false, later. Again is nothing.
  void Close();
  // Closes it so that the other side sees an error and not an end.
  void Reset();

 private:
  struct Parts;
  const std::unique_ptr<Parts> parts_;
};

}  // namespace taqvim::web
