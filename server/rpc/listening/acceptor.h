// Takes in connections, as many as there is room for, and hands them on.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "server/rpc/limits/connection_table.h"
#include "server/rpc/listening/listening_socket.h"
#include "server/rpc/log/log.h"

namespace taqvim::rpc {

// One thread that accepts what comes to its entrances, in the place of gRPC's own
// listener, which after any error never listens again (CVE-2023-4785). It goes on
// whatever happens: where descriptors or memory lack, a little later. For whom there is
// no room, whoever else has taken it, is turned away at once: the connection is closed.
// That is counted, and logged seldom.
class Acceptor {
 public:
  // As accept4(2), of a connection that neither blocks nor is inherited: a descriptor,
  // or -1 with the reason in errno.
  using AcceptFunction = std::function<int(int listener, sockaddr* peer, socklen_t* length)>;

  struct Entrance {
    ListeningSocket socket;
    // A connection whose descriptor would be this or a later one is turned away. A new
    // descriptor is always the lowest that is free; so those from here on are kept.
    int descriptors_before;
    // Whether the limits of connections count here.
    bool limited = true;
    // Whether who has connected may come in; empty: whoever can.
    std::function<bool(int descriptor)> admits;
    // Gets the connection and closes it in the end. Called on the acceptor's thread.
    std::function<void(int listener, int descriptor)> hand_on;
  };
  struct Options {
    ConnectionLimits limits;
    // Outlives the acceptor.
    const Log* log = nullptr;
    AcceptFunction accept = AcceptConnection;
  };

  // Begins to accept.
  Acceptor(std::vector<Entrance> entrances, Options options);
  // Accepts no more, closes the entrances, and returns when nothing is handed on
  // any longer.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

 private:
  static int AcceptConnection(int listener, sockaddr* peer, socklen_t* length);

  void Run();
  // Returns when connections wait, or a pause is over; false once it is to stop.
  bool Await();
  void AcceptSome(const Entrance& entrance);
  void Take(const Entrance& entrance, int descriptor, const sockaddr_storage& peer);
  // Why the connection is turned away; empty when it is not.
  std::string Refusal(const Entrance& entrance, int descriptor, const std::string& address);

  const std::vector<Entrance> entrances_;
  const Options options_;
  const int wake_;
  // Of the thread alone.
  ConnectionTable table_;
  std::vector<const Entrance*> waiting_;
  bool paused_ = false;
  std::thread thread_;
};

}  // namespace taqvim::rpc
