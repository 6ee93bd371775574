// Acceptor of connections: one thread that accepts them, applies the quotas, and hands
// them to gRPC.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/process/accepting.h"
#include "server/rpc/limits/connection_table.h"
#include "server/rpc/listening/listening_socket.h"
#include "server/rpc/log/log.h"

namespace taqvim::rpc {

// Replaces gRPC's own listener, which never listens again after an error
// (CVE-2023-4785). Goes on after any error; where descriptors or memory are lacking,
// after a pause. A connection beyond a quota is closed at once, counted, and logged
// seldom.
class Acceptor {
 public:
  // As process::AcceptConnection.
  using AcceptFunction = std::function<int(int listener, sockaddr* peer, socklen_t* length)>;

  // What becomes of a connection.
  enum class Verdict {
    kAccepted,
    kNoDescriptors,  // those that are left are kept for files and the operator
    kNotItsUser,     // `admits` says no
    kTooMany,        // of all
    kTooManyOfAnAddress,
  };

  // A listening socket, and what becomes of its connections.
  struct Entrance {
    ListeningSocket socket;
    // What it is called in metrics.
    std::string door = {};
    // Connections with this descriptor or a higher one are closed. A new descriptor is
    // always the lowest free one, so the higher ones stay reserved.
    int descriptors_before;
    // Whether the limits of connections count here.
    bool limited = true;
    // Whether the peer may connect; empty: everybody may.
    std::function<bool(int descriptor)> admits;
    // Takes ownership of the connection. Called on the acceptor's thread.
    std::function<void(int listener, int descriptor)> hand_on;
  };
  struct Options {
    ConnectionLimits limits;
    // Outlives the acceptor.
    const Log* log = nullptr;
    // Told of each connection that came; on the acceptor's thread. Empty: nobody is.
    std::function<void(const std::string& door, Verdict verdict)> counts = {};
    AcceptFunction accept = process::AcceptConnection;
  };

  // Starts the thread.
  Acceptor(std::vector<Entrance> entrances, Options options);
  // Stops the thread, waits for a call of `hand_on` that is running, and closes the
  // sockets.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // How many connections are open of those entrances where the limits count. Looks at each;
  // nothing is accepted meanwhile, which is for milliseconds. Thread-safe.
  size_t CountOpen();

 private:
  void Run();
  // Waits for connections, or for the end of a pause; false when it must stop.
  bool Await();
  void AcceptSome(const Entrance& entrance);
  void Take(const Entrance& entrance, int descriptor, const sockaddr_storage& peer);
  Verdict Judge(const Entrance& entrance, int descriptor, const std::string& address);

  const std::vector<Entrance> entrances_;
  const Options options_;
  const int wake_;
  absl::Mutex mutex_;
  ConnectionTable table_ ABSL_GUARDED_BY(mutex_);
  // Of the thread alone.
  std::vector<const Entrance*> waiting_;
  bool paused_ = false;
  std::thread thread_;
};

}  // namespace taqvim::rpc
