#include "server/process/signals.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace taqvim::process {
namespace {

constexpr int kWaitMs = 5000;

// Calls only what a handler may. What it returns to meets the signal again.
void OnBusError(int number) {
  poll(nullptr, 0, kWaitMs);
  std::signal(number, SIG_DFL);
}

sigset_t Blocked() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Where it is a pipe that nobody reads, it is not said: it would be waited for.
void SayIfThereIsRoom(const std::string& sentence) {
  pollfd standard_error = {.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (poll(&standard_error, 1, 0) <= 0) return;
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, sentence.data(), sentence.size());
}

[[noreturn]] void EndBy(int number) {
  std::signal(number, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  raise(number);
  // The first process of a container is not ended by it.
  _exit(128 + number);
}

}  // namespace

struct StopSignals::State {
  std::atomic<bool> heeds = false;
  absl::Notification come;
};

StopSignals::StopSignals() : state_(std::make_shared<State>()) {
  std::thread([signals = Blocked(), state = state_] {
    int number = 0;
    sigwait(&signals, &number);
    if (!state->heeds) EndBy(number);
    state->come.Notify();
    sigwait(&signals, &number);
    _exit(128 + number);
  }).detach();
}

void StopSignals::Heed() const { state_->heeds = true; }

void StopSignals::Wait() const { state_->come.WaitForNotification(); }

StopWithin::StopWithin(absl::Duration grace, const std::string& last_words)
    : stopping_(std::make_shared<absl::Notification>()) {
  std::thread([signals = Blocked(), grace, last_words, stopping = stopping_] {
    int number = 0;
    sigwait(&signals, &number);
    stopping->Notify();
    const timespec patience = absl::ToTimespec(grace);
    sigtimedwait(&signals, nullptr, &patience);
    SayIfThereIsRoom(last_words);
    EndBy(number);
  }).detach();
}

void WaitOnBusErrors() { std::signal(SIGBUS, OnBusError); }

}  // namespace taqvim::process
