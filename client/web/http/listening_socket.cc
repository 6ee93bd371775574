#include "client/web/http/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kUnix = "unix:";
constexpr mode_t kSocketMode = 0660;

// How long a caller that is gone without a word, as one whose network is, may be taken for
// one that waits: some two minutes where nothing is written to it.
constexpr int kAskAfterSeconds = 60;
constexpr int kAskAgainSeconds = 15;
constexpr int kAskedTimes = 4;
// And as long as what is written to it may stay unacknowledged.
constexpr int kUserTimeoutMs = 30'000;

// An IP address and a port, as bind(2) has them.
struct Place {
  sockaddr_storage bytes = {};
  socklen_t size = 0;
};

absl::StatusOr<Place> ParsePlace(absl::string_view address) {
  const absl::Status refusal = absl::InvalidArgumentError(
      absl::StrCat("No address to listen on: '", address,
                   "'. Give one such as 127.0.0.1:8080, [::1]:8080 or unix:/run/web.sock."));
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == address.npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 ||
      port > 65'535) {
    return refusal;
  }
  absl::string_view host = address.substr(0, colon);
  const bool is_v6 = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  const std::string text = host == "localhost" ? "127.0.0.1" : std::string(host);
  Place place;
  auto& v4 = reinterpret_cast<sockaddr_in&>(place.bytes);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(place.bytes);
  place.bytes.ss_family = is_v6 ? AF_INET6 : AF_INET;
  place.size = is_v6 ? sizeof(v6) : sizeof(v4);
  // The port is in the same place in both families.
  v4.sin_port = htons(static_cast<uint16_t>(port));
  void* const where = is_v6 ? static_cast<void*>(&v6.sin6_addr) : &v4.sin_addr;
  if (inet_pton(place.bytes.ss_family, text.c_str(), where) != 1) return refusal;
  return place;
}

void Set(int descriptor, int level, int option, int value) {
  setsockopt(descriptor, level, option, &value, sizeof(value));
}

absl::Status Explain(absl::string_view address, int error, absl::string_view instead = "") {
  const std::string sentence =
      absl::StrCat("The web server cannot listen on ", address, ": ", std::strerror(error), ".");
  if (error == EADDRINUSE) return absl::AlreadyExistsError(absl::StrCat(sentence, instead));
  if (error == EACCES) return absl::PermissionDeniedError(sentence);
  return absl::UnavailableError(sentence);
}

// Whether nobody listens at what is there, a socket that a process left.
bool IsLeft(const sockaddr_un& place) {
  struct stat about;
  if (lstat(place.sun_path, &about) != 0 || !S_ISSOCK(about.st_mode)) return false;
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  return connect(descriptor, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) != 0 &&
         errno == ECONNREFUSED;
}

bool BindPath(int descriptor, const sockaddr_un& place) {
  return bind(descriptor, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0;
}

}  // namespace

absl::StatusOr<ListeningSocket> ListeningSocket::On(absl::string_view address, int send_buffer) {
  absl::string_view path = address;
  ASSIGN_OR_RETURN(ListeningSocket made,
                   absl::ConsumePrefix(&path, kUnix) ? AtPath(std::string(path)) : OnPort(address));
  // What is accepted takes it over.
  Set(made.descriptor_, SOL_SOCKET, SO_SNDBUF, send_buffer);
  if (listen(made.descriptor_, SOMAXCONN) != 0) return Explain(address, errno);
  return made;
}

absl::StatusOr<ListeningSocket> ListeningSocket::OnPort(absl::string_view address) {
  ASSIGN_OR_RETURN(Place place, ParsePlace(address));
  const int family = place.bytes.ss_family;
  ListeningSocket made(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (made.descriptor_ < 0) return Explain(address, errno);
  // What lingers of closed connections is in nobody's way.
  Set(made.descriptor_, SOL_SOCKET, SO_REUSEADDR, 1);
  if (family == AF_INET6) Set(made.descriptor_, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  Set(made.descriptor_, IPPROTO_TCP, TCP_NODELAY, 1);
  Set(made.descriptor_, SOL_SOCKET, SO_KEEPALIVE, 1);
  Set(made.descriptor_, IPPROTO_TCP, TCP_KEEPIDLE, kAskAfterSeconds);
  Set(made.descriptor_, IPPROTO_TCP, TCP_KEEPINTVL, kAskAgainSeconds);
  Set(made.descriptor_, IPPROTO_TCP, TCP_KEEPCNT, kAskedTimes);
  Set(made.descriptor_, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMs);
  auto* const bytes = reinterpret_cast<sockaddr*>(&place.bytes);
  if (bind(made.descriptor_, bytes, place.size) != 0 ||
      getsockname(made.descriptor_, bytes, &place.size) != 0) {
    return Explain(address, errno,
                   " Stop the program that does, or choose another port; 0 takes a free one.");
  }
  const int port = ntohs(reinterpret_cast<const sockaddr_in&>(place.bytes).sin_port);
  made.address_ = absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
  return made;
}

absl::StatusOr<ListeningSocket> ListeningSocket::AtPath(const std::string& path) {
  sockaddr_un place = {.sun_family = AF_UNIX};
  if (path.empty() || path.size() >= sizeof(place.sun_path)) {
    return absl::InvalidArgumentError(
        absl::StrCat("A socket's path has 1 to ", sizeof(place.sun_path) - 1, " bytes: ", path));
  }
  std::memcpy(place.sun_path, path.c_str(), path.size() + 1);
  ListeningSocket made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (made.descriptor_ < 0) return Explain(path, errno);
  bool bound = BindPath(made.descriptor_, place);
  if (!bound && errno == EADDRINUSE) {
    if (!IsLeft(place)) return Explain(path, EADDRINUSE);
    unlink(path.c_str());
    bound = BindPath(made.descriptor_, place);
  }
  if (!bound) return Explain(path, errno);
  made.address_ = absl::StrCat(kUnix, path);
  made.file_ = FileAt(path);
  // Nobody can connect before it listens, so no umask has to be set.
  if (chmod(path.c_str(), kSocketMode) != 0) return Explain(path, errno);
  return made;
}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ < 0) return;
  if (is_unix()) {
    const std::string path = address_.substr(kUnix.size());
    // Before it is closed: a server that starts meanwhile finds either this or its own.
    if (FileAt(path) == file_) unlink(path.c_str());
  }
  close(descriptor_);
}

bool ListeningSocket::is_unix() const { return absl::StartsWith(address_, kUnix); }

ListeningSocket::File ListeningSocket::FileAt(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) return {};
  return {about.st_dev, about.st_ino};
}

}  // namespace taqvim::web
