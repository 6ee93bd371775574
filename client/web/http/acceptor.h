// Acceptor of connections, on a loop.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/listening_socket.h"
#include "client/web/http/loop.h"
#include "server/process/accepting.h"

namespace taqvim::web {

// Goes on after any error. Where descriptors or memory are lacking it accepts nothing until
// a connection is closed (GoOn), or some time has passed, as others may free some, too; those
// who wait, wait in the system's queue. Of its loop's thread alone.
class Acceptor {
 public:
  // As process::AcceptConnection.
  using AcceptFunction = std::function<int(int listener, sockaddr* peer, socklen_t* length)>;
  struct Options {
    AcceptFunction accept = process::AcceptConnection;
    // Takes a connection over, and from whom it is (AddressOf).
    std::function<void(int descriptor, std::string address)> take;
    // Told what is lacking, once each time that it begins to pause.
    std::function<void(absl::string_view sentence)> warn;
  };

  // The loop outlives it.
  Acceptor(Loop& loop, ListeningSocket socket, Options options);
  ~Acceptor();

  void Start();
  // Something was closed.
  void GoOn();

 private:
  void Await();
  void AcceptSome();
  void Pause(int error);

  ListeningSocket socket_;
  // Its own of the same socket, since each closes what it has.
  Descriptor watched_;
  Timer timer_;
  const Options options_;
  // Lives as long as this; what waits looks.
  const std::shared_ptr<bool> is_there_;
  bool paused_ = false;
};

}  // namespace taqvim::web
