// Accepting connections, and what its errors are of; accept(2), "Error handling".
#pragma once

#include <sys/socket.h>

namespace taqvim::process {

enum class AcceptFault {
  // None waits.
  kNoneWaits,
  // Of this one connection, which is gone; the next may be well.
  kConnection,
  // Descriptors or memory lack; who frees some does not say so.
  kShortage,
};

// What an error of AcceptConnection is of, by its errno.
AcceptFault AcceptFaultOf(int error);

// The next connection of a listening socket, as accept4(2) gives it: it does not block, and is
// closed where another program is run. Below 0 with errno set where there is none.
int AcceptConnection(int listener, sockaddr* peer, socklen_t* length);

}  // namespace taqvim::process
