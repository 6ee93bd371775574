#include "server/process/accepting.h"

#include <cerrno>

namespace taqvim::process {

AcceptFault AcceptFaultOf(int error) {
  switch (error) {
    case EAGAIN:
      return AcceptFault::kNoneWaits;
    case EINTR:
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENONET:
      return AcceptFault::kConnection;
    default:
      return AcceptFault::kShortage;
  }
}

int AcceptConnection(int listener, sockaddr* peer, socklen_t* length) {
  return accept4(listener, peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

}  // namespace taqvim::process
