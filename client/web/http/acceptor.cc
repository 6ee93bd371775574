#include "client/web/http/acceptor.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/web/http/addresses.h"
#include "server/process/accepting.h"

namespace taqvim::web {
namespace {

using process::AcceptFault;

// How many are accepted before the loop's other work is looked at.
constexpr int kAtOnce = 64;
constexpr absl::Duration kPause = absl::Milliseconds(100);

}  // namespace

Acceptor::Acceptor(Loop& loop, ListeningSocket socket, Options options)
    : socket_(std::move(socket)),
      watched_(loop, dup(socket_.descriptor())),
      timer_(loop),
      options_(std::move(options)),
      is_there_(std::make_shared<bool>(true)) {}

Acceptor::~Acceptor() { *is_there_ = false; }

void Acceptor::Start() {
  if (watched_.number() < 0) {
    return options_.warn("There is no descriptor left to wait for connections with.");
  }
  Await();
}

void Acceptor::GoOn() {
  if (!std::exchange(paused_, false)) return;
  timer_.Stop();
  AcceptSome();
}

void Acceptor::Await() {
  watched_.AwaitReadable([this, is_there = is_there_](bool open) {
    if (open && *is_there) AcceptSome();
  });
}

void Acceptor::AcceptSome() {
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_storage peer = {};
    socklen_t length = sizeof(peer);
    const int descriptor =
        options_.accept(socket_.descriptor(), reinterpret_cast<sockaddr*>(&peer), &length);
    const int error = errno;
    if (descriptor >= 0) {
      options_.take(descriptor, AddressOf(peer));
      continue;
    }
    const AcceptFault fault = process::AcceptFaultOf(error);
    if (fault == AcceptFault::kShortage) return Pause(error);
    if (fault == AcceptFault::kNoneWaits) break;
  }
  Await();
}

void Acceptor::Pause(int error) {
  paused_ = true;
  timer_.Start(kPause, [this] { GoOn(); });
  options_.warn(absl::StrCat(
      "Connections could not be accepted; it is tried again: ", std::strerror(error), "."));
}

}  // namespace taqvim::web
