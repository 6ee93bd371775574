#include "tests/support/raw_http2.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace taqvim::testing {
namespace {

// RFC 9113, 6.
constexpr int kData = 0, kHeaders = 1, kResetStream = 3, kSettings = 4;
constexpr int kEndStream = 1, kEndHeaders = 4;
constexpr uint32_t kCancel = 8;
constexpr size_t kLargestFrame = 16'384;

sockaddr_in Ipv4(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

int ConnectToPath(const std::string& path) {
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const bool connected = connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  return connected ? made : -1;
}

int ConnectToPort(const std::string& address, const std::string& from) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const size_t colon = address.rfind(':');
  const sockaddr_in there =
      Ipv4(address.substr(0, colon), std::atoi(address.substr(colon + 1).c_str()));
  const sockaddr_in here = Ipv4(from.empty() ? "0.0.0.0" : from, 0);
  if (!from.empty()) bind(made, reinterpret_cast<const sockaddr*>(&here), sizeof here);
  const bool connected =
      connect(made, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  return connected ? made : -1;
}

std::string BigEndian(uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(number >> (8 * i)));
  return text;
}

// RFC 7541, 5.2, for texts below 127 bytes that are sent as they are.
std::string Literal(const std::string& text) { return static_cast<char>(text.size()) + text; }

// RFC 7541, 6.2.2, with a new name.
std::string Field(const std::string& name, const std::string& value) {
  return '\0' + Literal(name) + Literal(value);
}

std::string Message(const std::string& bytes, bool flagged) {
  return static_cast<char>(flagged) + BigEndian(static_cast<uint32_t>(bytes.size()), 4) + bytes;
}

}  // namespace

RawHttp2::RawHttp2(const std::string& address, const std::string& from) {
  const bool is_path = address.rfind("unix:", 0) == 0;
  socket_ = is_path ? ConnectToPath(address.substr(5)) : ConnectToPort(address, from);
  if (socket_ >= 0) return;
  std::perror(("cannot connect to " + address).c_str());
  std::abort();
}

RawHttp2::~RawHttp2() { close(socket_); }

void RawHttp2::Greet() {
  Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  SendFrame(kSettings, 0, 0, "");
}

int RawHttp2::Begin(const std::string& path, const Headers& more) {
  std::string block = Field(":method", "POST") + Field(":scheme", "http") + Field(":path", path) +
                      Field(":authority", "localhost") + Field("content-type", "application/grpc") +
                      Field("te", "trailers");
  for (const auto& [name, value] : more) block += Field(name, value);
  const int stream = next_stream_;
  next_stream_ += 2;
  SendFrame(kHeaders, kEndHeaders, stream, block);
  return stream;
}

void RawHttp2::SendMessage(int stream, const std::string& bytes, bool flagged) {
  SendData(stream, Message(bytes, flagged), true);
}

void RawHttp2::SendPart(int stream, const std::string& bytes) {
  SendData(stream, Message(bytes, false), false);
}

void RawHttp2::SendEnd(int stream) { SendFrame(kData, kEndStream, stream, ""); }

void RawHttp2::Reset(int stream) { SendFrame(kResetStream, 0, stream, BigEndian(kCancel, 4)); }

void RawHttp2::SendData(int stream, std::string bytes, bool last) const {
  while (bytes.size() > kLargestFrame) {
    SendFrame(kData, 0, stream, bytes.substr(0, kLargestFrame));
    bytes.erase(0, kLargestFrame);
  }
  SendFrame(kData, last ? kEndStream : 0, stream, bytes);
}

std::string RawHttp2::AwaitEnd(int stream) {
  std::string said;
  Frame frame;
  while (Receive(frame)) {
    if (frame.stream != stream) continue;
    said += frame.payload;
    if (frame.type == kResetStream || (frame.flags & kEndStream) != 0) break;
  }
  return said;
}

bool RawHttp2::IsClosed() {
  char byte = 0;
  return recv(socket_, &byte, 1, 0) <= 0;
}

// What the server no longer takes is lost, as is meant.
void RawHttp2::Send(const std::string& bytes) const {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t more = send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return;
    sent += static_cast<size_t>(more);
  }
}

void RawHttp2::SendFrame(int type, int flags, int stream, const std::string& payload) const {
  Send(BigEndian(static_cast<uint32_t>(payload.size()), 3) + static_cast<char>(type) +
       static_cast<char>(flags) + BigEndian(static_cast<uint32_t>(stream), 4) + payload);
}

bool RawHttp2::Receive(Frame& frame) const {
  std::string head;
  if (!ReceiveBytes(head, 9)) return false;
  const auto byte = [&head](int i) { return static_cast<unsigned char>(head[i]); };
  frame.type = byte(3);
  // Of the frames that end streams alone.
  frame.flags = frame.type == kData || frame.type == kHeaders ? byte(4) : 0;
  frame.stream = (byte(5) & 0x7f) << 24 | byte(6) << 16 | byte(7) << 8 | byte(8);
  return ReceiveBytes(frame.payload, static_cast<size_t>(byte(0) << 16 | byte(1) << 8 | byte(2)));
}

bool RawHttp2::ReceiveBytes(std::string& bytes, size_t size) const {
  bytes.resize(size);
  size_t received = 0;
  while (received < size) {
    const ssize_t more = recv(socket_, bytes.data() + received, size - received, 0);
    if (more <= 0) return false;
    received += static_cast<size_t>(more);
  }
  return true;
}

}  // namespace taqvim::testing
