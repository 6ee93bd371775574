#include "client/cli/text/interrupts.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace taqvim::cli {
namespace {

// What a handler may touch; any thread may be interrupted by it.
std::atomic<int> wakeup = -1;
static_assert(std::atomic<int>::is_always_lock_free);

void Wake(int /*signal*/) {
  const int error = errno;
  const uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wakeup, &one, sizeof one);
  errno = error;
}

void WaitForWakeup() {
  uint64_t count = 0;
  while (read(wakeup, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

}  // namespace

OnInterrupt::OnInterrupt(std::function<void()> stop) {
  wakeup = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([stop = std::move(stop)] {
    WaitForWakeup();
    stop();
  });
  struct sigaction action {};
  action.sa_handler = Wake;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &interrupt_before_);
  sigaction(SIGTERM, &action, &terminate_before_);
}

OnInterrupt::~OnInterrupt() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
  Wake(SIGTERM);
  thread_.join();
  close(wakeup.exchange(-1));
}

}  // namespace taqvim::cli
