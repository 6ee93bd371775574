#include "server/rpc/listening/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::rpc {
namespace {

// How long what was sent may stay unacknowledged; as long as an unanswered ping.
constexpr int kUserTimeoutMs = 20'000;

bool IsV6(const ListenAddress& address) { return absl::StrContains(address.host, ':'); }

bool IsEverywhere(const ListenAddress& address) {
  return address.host == "0.0.0.0" || address.host == "::";
}

void Set(int descriptor, int level, int option, int value) {
  setsockopt(descriptor, level, option, &value, sizeof(value));
}

int OpenSocket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

bool Bind(int descriptor, const ListenAddress& address) {
  sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(address.port)};
  sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(address.port)};
  inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr);
  inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr);
  return IsV6(address) ? bind(descriptor, reinterpret_cast<sockaddr*>(&v6), sizeof(v6)) == 0
                       : bind(descriptor, reinterpret_cast<sockaddr*>(&v4), sizeof(v4)) == 0;
}

// A listening socket, or less the number of the error.
int Listen(const ListenAddress& address) {
  const int descriptor = OpenSocket(IsV6(address) ? AF_INET6 : AF_INET);
  if (descriptor < 0) return -errno;
  // What lingers of closed connections is in nobody's way.
  Set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
  if (IsV6(address)) Set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  // What is accepted takes these over.
  Set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
  Set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMs);
  if (Bind(descriptor, address) && listen(descriptor, SOMAXCONN) == 0) return descriptor;
  const int error = errno;
  close(descriptor);
  return -error;
}

int ListenEverywhere(int port) {
  const int both = Listen({.host = "::", .port = port});
  const bool lacks_v6 = both == -EAFNOSUPPORT || both == -EADDRNOTAVAIL;
  return lacks_v6 ? Listen({.host = "0.0.0.0", .port = port}) : both;
}

absl::Status Explain(const ListenAddress& address, int error) {
  const std::string name = address.ToString();
  switch (error) {
    case EADDRINUSE:
      return absl::AlreadyExistsError(
          absl::StrCat("Another program already listens on ", name,
                       "; stop it, or choose another port with --listen (port 0 takes a free "
                       "one)."));
    case EACCES:
      return absl::PermissionDeniedError(absl::StrCat("This user may not listen on ", name,
                                                      "; choose a port above 1023 with --listen."));
    default:
      return absl::UnavailableError(absl::StrCat("The server cannot listen on ", name, ": ",
                                                 std::strerror(error),
                                                 ". Choose another address with --listen."));
  }
}

absl::Status ExplainPath(const std::string& path, const SocketNames& names, int error) {
  return absl::UnavailableError(absl::StrCat("The server cannot listen on ", path, ": ",
                                             std::strerror(error), ". Choose another place with ",
                                             names.flag, "."));
}

}  // namespace

absl::StatusOr<ListeningSocket> ListeningSocket::OnAddress(const ListenAddress& address) {
  const int descriptor = IsEverywhere(address) ? ListenEverywhere(address.port) : Listen(address);
  if (descriptor < 0) return Explain(address, -descriptor);
  return ListeningSocket(descriptor);
}

absl::StatusOr<ListeningSocket> ListeningSocket::AtPath(const std::string& path,
                                                        const SocketNames& names) {
  RETURN_IF_ERROR(ClearSocket(path, names));
  sockaddr_un address = {.sun_family = AF_UNIX};
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  ListeningSocket made(OpenSocket(AF_UNIX));
  if (made.descriptor_ < 0) return ExplainPath(path, names, errno);
  const PrivateCreation private_creation;
  if (bind(made.descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    return ExplainPath(path, names, errno);
  }
  made.path_ = path;
  made.file_ = FileAt(path);
  if (listen(made.descriptor_, SOMAXCONN) != 0) return ExplainPath(path, names, errno);
  return made;
}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ < 0) return;
  // Before it is closed: a server that starts meanwhile finds either this or its own.
  if (!path_.empty() && FileAt(path_) == file_) unlink(path_.c_str());
  close(descriptor_);
}

int ListeningSocket::port() const {
  sockaddr_in6 address = {};
  socklen_t length = sizeof(address);
  // The port is in the same place in both families.
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.sin6_port);
}

ListeningSocket::File ListeningSocket::FileAt(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) return {};
  return {about.st_dev, about.st_ino};
}

}  // namespace taqvim::rpc
