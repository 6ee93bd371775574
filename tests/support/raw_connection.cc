#include "tests/support/raw_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace taqvim::testing {
namespace {

constexpr int kPatienceMs = 60'000;

sockaddr_in Ipv4(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

bool ConnectToPath(int made, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

bool ConnectToPort(int made, const std::string& address, const std::string& from) {
  const size_t colon = address.rfind(':');
  const sockaddr_in there =
      Ipv4(address.substr(0, colon), std::atoi(address.substr(colon + 1).c_str()));
  const sockaddr_in here = Ipv4(from.empty() ? "0.0.0.0" : from, 0);
  if (!from.empty() && bind(made, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
    return false;
  }
  return connect(made, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
}

// A socket that is connected and waits for nothing from now on; -1 when that fails.
int Connect(const std::string& address, const std::string& from) {
  const bool is_path = address.rfind("unix:", 0) == 0;
  const int made = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      is_path ? ConnectToPath(made, address.substr(5)) : ConnectToPort(made, address, from);
  if (connected && fcntl(made, F_SETFL, O_NONBLOCK) == 0) return made;
  std::perror(("cannot connect to " + address).c_str());
  close(made);
  return -1;
}

// That speaks HTTP/2 (RFC 9113, 3.3), made once.
SSL_CTX* TlsContext() {
  static SSL_CTX* const context = [] {
    // OpenSSL writes to sockets that are closed.
    std::signal(SIGPIPE, SIG_IGN);
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    static constexpr unsigned char kH2[] = {2, 'h', '2'};
    SSL_CTX_set_alpn_protos(made, kH2, sizeof kH2);
    SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return made;
  }();
  return context;
}

}  // namespace

void RawConnection::FreeTls::operator()(SSL* tls) const { SSL_free(tls); }

RawConnection::RawConnection(const std::string& address, const Caller& caller)
    : socket_(Connect(address, caller.from)) {
  if (!caller.tls || !is_open()) return;
  tls_.reset(SSL_new(TlsContext()));
  SSL_set_fd(tls_.get(), socket_);
  HandShake();
}

RawConnection::~RawConnection() { Close(); }

void RawConnection::Close() {
  if (is_open()) close(socket_);
  socket_ = -1;
}

void RawConnection::HandShake() {
  while (is_open()) {
    short events = 0;
    const ssize_t result = Moved(SSL_connect(tls_.get()), events);
    if (result > 0) return;
    if (result < 0 || !Await(events)) Close();
  }
}

void RawConnection::Send(const std::string& bytes) {
  size_t sent = 0;
  while (is_open() && sent < bytes.size()) {
    short events = POLLOUT;
    const ssize_t more = SendSome(bytes.data() + sent, bytes.size() - sent, events);
    if (more > 0) {
      sent += static_cast<size_t>(more);
      continue;
    }
    // What it said before it closed may still be read.
    if (more < 0) return;
    ReceiveNoWait();
    if (is_open() && !Await(events | POLLIN)) Close();
  }
}

bool RawConnection::Receive() {
  char buffer[1 << 14];
  while (is_open()) {
    short events = POLLIN;
    const ssize_t more = ReceiveSome(buffer, sizeof buffer, events);
    if (more > 0) {
      received_.append(buffer, static_cast<size_t>(more));
      return true;
    }
    if (more < 0 || !Await(events)) Close();
  }
  return false;
}

void RawConnection::ReceiveNoWait() {
  char buffer[1 << 14];
  while (is_open()) {
    short events = 0;
    const ssize_t more = ReceiveSome(buffer, sizeof buffer, events);
    if (more == 0) return;
    if (more < 0) return Close();
    received_.append(buffer, static_cast<size_t>(more));
  }
}

ssize_t RawConnection::SendSome(const char* bytes, size_t size, short& events) {
  if (tls_ != nullptr) return Moved(SSL_write(tls_.get(), bytes, static_cast<int>(size)), events);
  const ssize_t sent = send(socket_, bytes, size, MSG_NOSIGNAL);
  return sent < 0 && errno == EAGAIN ? 0 : sent;
}

ssize_t RawConnection::ReceiveSome(char* bytes, size_t size, short& events) {
  if (tls_ != nullptr) return Moved(SSL_read(tls_.get(), bytes, static_cast<int>(size)), events);
  const ssize_t received = recv(socket_, bytes, size, 0);
  if (received > 0) return received;
  return received < 0 && errno == EAGAIN ? 0 : -1;
}

ssize_t RawConnection::Moved(int result, short& events) const {
  if (result > 0) return result;
  const int error = SSL_get_error(tls_.get(), result);
  if (error == SSL_ERROR_WANT_READ) events = POLLIN;
  if (error == SSL_ERROR_WANT_WRITE) events = POLLOUT;
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

bool RawConnection::Await(short events) const {
  pollfd one = {.fd = socket_, .events = events, .revents = 0};
  return poll(&one, 1, kPatienceMs) > 0;
}

void RaiseDescriptors() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace taqvim::testing
