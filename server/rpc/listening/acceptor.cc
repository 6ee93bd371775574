#include "server/rpc/listening/acceptor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace taqvim::rpc {
namespace {

using process::AcceptFault;

// How many connections of one entrance are accepted before the others are looked at.
constexpr int kAtOnce = 64;
// How long it waits where descriptors or memory lack; who frees some does not say so.
constexpr int kPauseMs = 100;

absl::string_view SentenceFor(Acceptor::Verdict verdict) {
  switch (verdict) {
    case Acceptor::Verdict::kAccepted:
      return "";
    case Acceptor::Verdict::kNoDescriptors:
      return "All descriptors are in use but those that are kept for files and the operator.";
    case Acceptor::Verdict::kNotItsUser:
      return "Its user may not use this socket.";
    case Acceptor::Verdict::kTooMany:
      return "There are as many connections as --connections allows.";
    case Acceptor::Verdict::kTooManyOfAnAddress:
      return "Its address has as many connections as --connections-per-address allows.";
  }
  return "";
}

}  // namespace

Acceptor::Acceptor(std::vector<Entrance> entrances, Options options)
    : entrances_(std::move(entrances)),
      options_(std::move(options)),
      wake_(eventfd(0, EFD_CLOEXEC)),
      table_(options_.limits),
      thread_([this] { Run(); }) {}

Acceptor::~Acceptor() {
  eventfd_write(wake_, 1);
  thread_.join();
  close(wake_);
}

void Acceptor::Run() {
  while (Await()) {
    for (const Entrance* entrance : waiting_) AcceptSome(*entrance);
  }
}

bool Acceptor::Await() {
  std::vector<pollfd> polled = {{.fd = wake_, .events = POLLIN, .revents = 0}};
  for (const Entrance& entrance : entrances_) {
    // Those below 0 are passed over.
    const int descriptor = paused_ ? -1 : entrance.socket.descriptor();
    polled.push_back({.fd = descriptor, .events = POLLIN, .revents = 0});
  }
  if (poll(polled.data(), polled.size(), paused_ ? kPauseMs : -1) < 0) polled[0].revents = 0;
  paused_ = false;
  waiting_.clear();
  for (size_t i = 0; i < entrances_.size(); ++i) {
    if (polled[i + 1].revents != 0) waiting_.push_back(&entrances_[i]);
  }
  return polled[0].revents == 0;
}

void Acceptor::AcceptSome(const Entrance& entrance) {
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_storage peer = {};
    socklen_t length = sizeof(peer);
    const int descriptor =
        options_.accept(entrance.socket.descriptor(), reinterpret_cast<sockaddr*>(&peer), &length);
    if (descriptor >= 0) {
      Take(entrance, descriptor, peer);
      continue;
    }
    const int error = errno;
    const AcceptFault fault = process::AcceptFaultOf(error);
    if (fault == AcceptFault::kConnection) continue;
    if (fault == AcceptFault::kShortage) {
      paused_ = true;
      options_.log->WarnSeldom("Connections could not be accepted; it is tried again.",
                               std::strerror(error), {{"cause", std::strerror(error)}});
    }
    return;
  }
}

void Acceptor::Take(const Entrance& entrance, int descriptor, const sockaddr_storage& peer) {
  const std::string address = NetworkOf(peer);
  const Verdict verdict = Judge(entrance, descriptor, address);
  if (options_.counts) options_.counts(entrance.door, verdict);
  if (verdict == Verdict::kAccepted) {
    return entrance.hand_on(entrance.socket.descriptor(), descriptor);
  }
  const absl::string_view refusal = SentenceFor(verdict);
  options_.log->WarnSeldom("Turned a connection away.", refusal,
                           {{"cause", refusal}, {"address", address}});
  close(descriptor);
}

Acceptor::Verdict Acceptor::Judge(const Entrance& entrance, int descriptor,
                                  const std::string& address) {
  if (descriptor >= entrance.descriptors_before) return Verdict::kNoDescriptors;
  if (entrance.admits && !entrance.admits(descriptor)) return Verdict::kNotItsUser;
  if (!entrance.limited) return Verdict::kAccepted;
  absl::MutexLock lock(&mutex_);
  switch (table_.Admit(descriptor, address)) {
    case ConnectionTable::Verdict::kAdmitted:
      return Verdict::kAccepted;
    case ConnectionTable::Verdict::kTooMany:
      return Verdict::kTooMany;
    case ConnectionTable::Verdict::kTooManyOfAnAddress:
      return Verdict::kTooManyOfAnAddress;
  }
  return Verdict::kAccepted;
}

size_t Acceptor::CountOpen() {
  absl::MutexLock lock(&mutex_);
  return table_.CountOpen();
}

}  // namespace taqvim::rpc
