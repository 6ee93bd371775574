#include "tests/support/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace taqvim::testing {
namespace {

// How long a full buffer is under way on a slow wire.
constexpr std::chrono::milliseconds kSlowChunk(50);

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

void SendAtOnce(int fd) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool SendAll(int fd, const char* data, ssize_t size) {
  while (size > 0) {
    const ssize_t sent = send(fd, data, static_cast<size_t>(size), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= sent;
  }
  return true;
}

}  // namespace

// Two threads, one for each direction.
class Wire::Connection {
 public:
  Connection(int client, int server, const std::atomic<bool>& slow)
      : client_(client),
        server_(server),
        slow_(slow),
        there_([this] { Pump(client_, server_); }),
        back_([this] { Pump(server_, client_); }) {}

  ~Connection() {
    Break();
    there_.join();
    back_.join();
    close(client_);
    close(server_);
  }

  // Whether nothing goes either way any more.
  bool Ended() const { return ended_ == 2; }

 private:
  void Break() const {
    shutdown(client_, SHUT_RDWR);
    shutdown(server_, SHUT_RDWR);
  }

  void Pump(int from, int to) {
    char buffer[1 << 14];
    ssize_t size = 0;
    while ((size = read(from, buffer, sizeof buffer)) > 0 && SendAll(to, buffer, size)) {
      if (slow_ && from == server_) std::this_thread::sleep_for(kSlowChunk * size / sizeof buffer);
    }
    Break();
    ++ended_;
  }

  const int client_;
  const int server_;
  const std::atomic<bool>& slow_;
  std::atomic<int> ended_ = 0;
  std::thread there_;
  std::thread back_;
};

Wire::Wire() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, SOMAXCONN) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    std::perror("a wire needs a loopback port");
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Accept(); });
}

Wire::~Wire() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  Cut();
}

void Wire::LeadTo(const std::string& address) {
  absl::MutexLock lock(&mutex_);
  server_port_ = std::atoi(address.substr(address.rfind(':') + 1).c_str());
}

void Wire::Cut() {
  std::vector<std::unique_ptr<Connection>> cut;
  absl::MutexLock lock(&mutex_);
  cut.swap(connections_);
}

void Wire::Accept() {
  int client = -1;
  while ((client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0) {
    absl::MutexLock lock(&mutex_);
    const int server = server_port_ == 0 ? -1 : Connect(server_port_);
    if (server < 0) {
      close(client);
      continue;
    }
    SendAtOnce(client);
    SendAtOnce(server);
    // A wire that is used for hours keeps none that were closed.
    std::erase_if(connections_, [](const auto& connection) { return connection->Ended(); });
    connections_.push_back(std::make_unique<Connection>(client, server, slow_));
  }
}

}  // namespace taqvim::testing
