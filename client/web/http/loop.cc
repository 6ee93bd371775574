#include "client/web/http/loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::web {

namespace asio = boost::asio;
using boost::system::error_code;

struct Loop::Parts {
  // Told that it has one thread, it would do what others post before what the thread itself had
  // posted while something runs there.
  asio::io_context context;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{
      context.get_executor()};
  absl::Mutex mutex;
  bool ended ABSL_GUARDED_BY(mutex) = false;
  std::thread thread;
};

Loop::Loop() : parts_(std::make_unique<Parts>()) {
  parts_->thread = std::thread([parts = parts_.get()] { parts->context.run(); });
}

Loop::~Loop() { End(); }

absl::AnyInvocable<void()> Loop::Post(absl::AnyInvocable<void()> task) {
  const absl::MutexLock lock(&parts_->mutex);
  if (parts_->ended) return task;
  asio::post(parts_->context, std::move(task));
  return nullptr;
}

void Loop::End() {
  if (!parts_->thread.joinable()) return;
  parts_->work.reset();
  parts_->thread.join();
  {
    const absl::MutexLock lock(&parts_->mutex);
    parts_->ended = true;
  }
  // What was posted after the thread had nothing to do any more; nothing can be after.
  parts_->context.restart();
  parts_->context.run();
}

// Shared with the wait that is under way, which may come to its end when the timer is gone.
struct Timer::Parts {
  explicit Parts(Loop& loop) : timer(loop.parts().context) {}

  asio::steady_timer timer;
  // Of the wait that counts: one that had come to its end when it was stopped does not.
  uint64_t wait = 0;
  absl::AnyInvocable<void()> task;  // none when it does not wait
};

Timer::Timer(Loop& loop) : parts_(std::make_shared<Parts>(loop)) {}

Timer::~Timer() { Stop(); }

void Timer::Start(absl::Duration wait, absl::AnyInvocable<void()> task) {
  Stop();
  parts_->task = std::move(task);
  // Which a clock can still count, where somebody wants no limit.
  wait = std::min(wait, absl::Hours(24 * 366));
  parts_->timer.expires_after(absl::ToChronoNanoseconds(wait));
  parts_->timer.async_wait([parts = parts_, number = parts_->wait](const error_code& error) {
    if (error || parts->wait != number) return;
    // It may start the timer anew.
    absl::AnyInvocable<void()> due = std::exchange(parts->task, nullptr);
    due();
  });
}

void Timer::Stop() {
  // Nothing is touched of one that was stopped, so that another thread may take it away.
  if (parts_->task == nullptr) return;
  ++parts_->wait;
  parts_->timer.cancel();
  parts_->task = nullptr;
}

struct Descriptor::Parts {
  Parts(Loop& loop, int number) : stream(loop.parts().context) {
    error_code error;
    stream.assign(number, error);
    // The system has no room to watch it; to whom it belongs it is one that was closed.
    if (error) close(number);
    stream.non_blocking(true, error);
  }

  void Await(asio::posix::stream_descriptor::wait_type what, Ready ready) {
    stream.async_wait(what, [ready = std::move(ready)](const error_code& error) mutable {
      // Errors of the connection itself are found by reading and writing.
      ready(error != asio::error::operation_aborted && error != asio::error::bad_descriptor);
    });
  }

  asio::posix::stream_descriptor stream;
};

Descriptor::Descriptor(Loop& loop, int descriptor)
    : parts_(std::make_unique<Parts>(loop, descriptor)) {}

Descriptor::~Descriptor() { Close(); }

int Descriptor::number() const { return parts_->stream.native_handle(); }

void Descriptor::AwaitReadable(Ready ready) {
  parts_->Await(asio::posix::stream_descriptor::wait_read, std::move(ready));
}

void Descriptor::AwaitWritable(Ready ready) {
  parts_->Await(asio::posix::stream_descriptor::wait_write, std::move(ready));
}

ssize_t Descriptor::Receive(char* bytes, size_t size) {
  return recv(number(), bytes, size, MSG_DONTWAIT);
}

ssize_t Descriptor::Send(const iovec* parts, size_t count) {
  msghdr message = {};
  message.msg_iov = const_cast<iovec*>(parts);
  message.msg_iovlen = count;
  return sendmsg(number(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void Descriptor::ShutDownSend() { shutdown(number(), SHUT_WR); }

void Descriptor::Close() {
  error_code ignored;
  if (parts_->stream.is_open()) parts_->stream.close(ignored);
}

void Descriptor::Reset() {
  if (!parts_->stream.is_open()) return;
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  Close();
}

}  // namespace taqvim::web
