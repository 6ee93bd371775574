#include "client/web/http/testing/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace taqvim::web::testing {
namespace {

constexpr int kPatienceMs = 60'000;
constexpr int kShortPatienceMs = 200;

sockaddr_in Ipv4(absl::string_view host, int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, std::string(host).c_str(), &address.sin_addr);
  return address;
}

bool ConnectToPath(int made, absl::string_view path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof(address.sun_path) - 1));
  return connect(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
}

bool ConnectToPort(int made, absl::string_view address, absl::string_view from) {
  const size_t colon = address.rfind(':');
  const int port = std::atoi(std::string(address.substr(colon + 1)).c_str());
  if (absl::StartsWith(address, "[")) {
    sockaddr_in6 there = {};
    there.sin6_family = AF_INET6;
    there.sin6_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET6, std::string(address.substr(1, colon - 2)).c_str(), &there.sin6_addr);
    return connect(made, reinterpret_cast<sockaddr*>(&there), sizeof(there)) == 0;
  }
  const sockaddr_in here = Ipv4(from, 0);
  if (!from.empty() && bind(made, reinterpret_cast<const sockaddr*>(&here), sizeof(here)) != 0) {
    return false;
  }
  const sockaddr_in there = Ipv4(address.substr(0, colon), port);
  return connect(made, reinterpret_cast<const sockaddr*>(&there), sizeof(there)) == 0;
}

bool Await(int socket, short events, int patience_ms = kPatienceMs) {
  pollfd one = {.fd = socket, .events = events, .revents = 0};
  return poll(&one, 1, patience_ms) > 0;
}

RawResponse ParseHead(absl::string_view head) {
  RawResponse response;
  const std::vector<absl::string_view> lines = absl::StrSplit(head, "\r\n");
  const std::vector<absl::string_view> parts = absl::StrSplit(lines[0], ' ');
  if (parts.size() < 3 || parts[0] != "HTTP/1.1" || !absl::SimpleAtoi(parts[1], &response.status))
    return {};
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(lines[i], absl::MaxSplits(": ", 1));
    response.headers.Add(field.first, field.second);
  }
  return response;
}

}  // namespace

RawClient::RawClient(absl::string_view address, absl::string_view from, int receive_buffer) {
  const bool is_path = absl::StartsWith(address, "unix:");
  const int family = is_path ? AF_UNIX : absl::StartsWith(address, "[") ? AF_INET6 : AF_INET;
  socket_ = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  }
  const bool connected =
      is_path ? ConnectToPath(socket_, address.substr(5)) : ConnectToPort(socket_, address, from);
  if (!connected) Close();
}

RawClient::~RawClient() { Close(); }

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

bool RawClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    if (!Await(socket_, POLLOUT)) return false;
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

size_t RawClient::SendWhatIsTaken(size_t most) {
  const std::string bytes(1 << 16, 'x');
  size_t sent = 0;
  while (sent < most && Await(socket_, POLLOUT, kShortPatienceMs)) {
    const ssize_t some = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (some < 0 && errno != EAGAIN) break;
    if (some > 0) sent += static_cast<size_t>(some);
  }
  return sent;
}

void RawClient::ShutDownSend() { shutdown(socket_, SHUT_WR); }

void RawClient::Close() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

bool RawClient::ReceiveMore() {
  static thread_local char bytes[64 * 1024];
  if (!Await(socket_, POLLIN)) return false;
  const ssize_t received = recv(socket_, bytes, sizeof(bytes), 0);
  was_reset_ = received < 0;
  if (received <= 0) return false;
  received_.append(bytes, static_cast<size_t>(received));
  return true;
}

bool RawClient::ReceiveUntil(absl::string_view mark, std::string* text) {
  size_t found;
  while ((found = absl::string_view(received_).find(mark)) == absl::string_view::npos) {
    if (!ReceiveMore()) return false;
  }
  *text = received_.substr(0, found);
  received_.erase(0, found + mark.size());
  return true;
}

bool RawClient::ReceiveExactly(size_t size, std::string* text) {
  while (received_.size() < size) {
    if (!ReceiveMore()) return false;
  }
  *text = received_.substr(0, size);
  received_.erase(0, size);
  return true;
}

RawResponse RawClient::ReceiveHead() {
  std::string head;
  return ReceiveUntil("\r\n\r\n", &head) ? ParseHead(head) : RawResponse();
}

RawResponse RawClient::Receive(bool to_head) {
  RawResponse response = ReceiveHead();
  if (response.status == 0) return response;
  const auto length = response.headers.Find("Content-Length");
  if (to_head || response.status < 200 || response.status == 204 || response.status == 304) {
    response.is_complete = true;
  } else if (response.headers.Find("Transfer-Encoding") == "chunked") {
    ReceiveChunks(&response);
  } else if (length) {
    response.is_complete =
        ReceiveExactly(std::strtoul(std::string(*length).c_str(), nullptr, 10), &response.body);
  } else {
    response.body = ReceiveRest();
    response.is_complete = true;
  }
  return response;
}

void RawClient::ReceiveChunks(RawResponse* response) {
  std::string line, piece, end;
  while (ReceiveUntil("\r\n", &line)) {
    const size_t size = std::strtoul(line.c_str(), nullptr, 16);
    if (!ReceiveExactly(size, &piece) || !ReceiveExactly(2, &end) || end != "\r\n") return;
    response->body += piece;
    if (size == 0) {
      response->is_complete = true;
      return;
    }
  }
}

std::string RawClient::ReceiveBytes(size_t least) {
  while (received_.size() < least && ReceiveMore()) {
  }
  return std::exchange(received_, "");
}

std::string RawClient::ReceiveRest() {
  while (ReceiveMore()) {
  }
  return std::exchange(received_, "");
}

bool RawClient::HasMore() const { return !received_.empty() || Await(socket_, POLLIN, 0); }

bool RawClient::IsClosed() {
  if (!received_.empty() || !Await(socket_, POLLIN)) return false;
  char byte;
  return recv(socket_, &byte, 1, 0) <= 0;
}

std::string Get(absl::string_view path, absl::string_view more) {
  return absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: taqvim.example\r\n", more, "\r\n");
}

}  // namespace taqvim::web::testing
