#include "tests/support/raw_http2.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstdlib>

namespace taqvim::testing {
namespace {

constexpr uint32_t kCancel = 8;
constexpr size_t kLargestFrame = 16'384;
constexpr uint32_t kLargestWindow = 0x7fffffff;
constexpr uint32_t kInitialWindowSize = 4;  // of SETTINGS

std::string BigEndian(uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(number >> (8 * i)));
  return text;
}

uint32_t Number(const std::string& bytes, size_t at, int size) {
  uint32_t number = 0;
  for (int i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
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

std::string Text(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

RawHttp2::RawHttp2(const std::string& address, const Caller& caller)
    : connection_(address, caller) {
  if (nghttp2_hd_inflate_new(&inflater_) != 0) std::abort();
}

RawHttp2::~RawHttp2() { nghttp2_hd_inflate_del(inflater_); }

void RawHttp2::Greet() {
  Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  SendFrame(kSettings, kNoFlag, 0, BigEndian(kInitialWindowSize, 2) + BigEndian(kLargestWindow, 4));
  SendFrame(kWindowUpdate, kNoFlag, 0,
            BigEndian(kLargestWindow - static_cast<uint32_t>(window_), 4));
}

std::string RawHttp2::Block(const std::string& path, const Headers& more) {
  std::string block = Field(":method", "POST") + Field(":scheme", "http") + Field(":path", path) +
                      Field(":authority", "localhost") + Field("content-type", "application/grpc") +
                      Field("te", "trailers");
  for (const auto& [name, value] : more) block += Field(name, value);
  return block;
}

int RawHttp2::Begin(const std::string& path, const Headers& more) {
  const int stream = next_stream_;
  next_stream_ += 2;
  streams_[stream].window = first_window_;
  SendFrame(kHeaders, kEndHeaders, stream, Block(path, more));
  return stream;
}

void RawHttp2::SendMessage(int stream, const std::string& bytes, bool flagged) {
  SendData(stream, Message(bytes, flagged), true);
}

void RawHttp2::SendPart(int stream, const std::string& bytes) {
  SendData(stream, Message(bytes, false), false);
}

void RawHttp2::SendBytes(int stream, const std::string& bytes) { SendData(stream, bytes, false); }

void RawHttp2::SendEnd(int stream) { SendFrame(kData, kEndStream, stream, ""); }

void RawHttp2::Reset(int stream) {
  SendFrame(kResetStream, kNoFlag, stream, BigEndian(kCancel, 4));
  streams_.erase(stream);
}

void RawHttp2::SendData(int stream, const std::string& bytes, bool last) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const size_t size = AwaitRoom(stream, bytes.size() - sent);
    if (size == 0) return;
    const bool ends = last && sent + size == bytes.size();
    SendFrame(kData, ends ? kEndStream : kNoFlag, stream, bytes.substr(sent, size));
    sent += size;
  }
}

size_t RawHttp2::AwaitRoom(int stream, size_t wanted) {
  connection_.ReceiveNoWait();
  TakeFrames();
  while (true) {
    const auto found = streams_.find(stream);
    if (found == streams_.end() || found->second.answer.ended) return 0;
    const int64_t room = std::min(window_, found->second.window);
    if (room > 0) {
      const size_t size = std::min({wanted, kLargestFrame, static_cast<size_t>(room)});
      window_ -= static_cast<int64_t>(size);
      found->second.window -= static_cast<int64_t>(size);
      return size;
    }
    if (!connection_.Receive()) return 0;
    TakeFrames();
  }
}

RawHttp2::Answer RawHttp2::AwaitAnswer(int stream) {
  TakeFrames();
  const Answer* answer = Find(stream);
  while (answer != nullptr && !answer->ended && connection_.Receive()) TakeFrames();
  Answer whole = answer == nullptr ? Answer() : *answer;
  streams_.erase(stream);
  return whole;
}

bool RawHttp2::HasEnded(int stream) {
  connection_.ReceiveNoWait();
  TakeFrames();
  const Answer* answer = Find(stream);
  return answer == nullptr || answer->ended || !connection_.is_open();
}

bool RawHttp2::Drain() {
  connection_.ReceiveNoWait();
  TakeFrames();
  return connection_.is_open();
}

bool RawHttp2::AwaitAnything() {
  const bool said = connection_.Receive();
  TakeFrames();
  return said;
}

bool RawHttp2::IsClosed() { return !connection_.Receive(); }

void RawHttp2::Send(const std::string& bytes) {
  if (held_) {
    holding_ += bytes;
  } else {
    connection_.Send(bytes);
  }
}

void RawHttp2::Release() {
  held_ = false;
  connection_.Send(holding_);
  holding_.clear();
}

void RawHttp2::SendFrame(int type, int flags, int stream, const std::string& payload) {
  Send(BigEndian(static_cast<uint32_t>(payload.size()), 3) + static_cast<char>(type) +
       static_cast<char>(flags) + BigEndian(static_cast<uint32_t>(stream), 4) + payload);
}

void RawHttp2::TakeFrames() {
  Frame frame;
  size_t at = 0;
  while (TakeFrame(frame, at)) Take(frame);
  connection_.received().erase(0, at);
}

bool RawHttp2::TakeFrame(Frame& frame, size_t& at) {
  const std::string& bytes = connection_.received();
  constexpr size_t kHead = 9;
  if (bytes.size() < at + kHead) return false;
  const size_t size = Number(bytes, at, 3);
  if (bytes.size() < at + kHead + size) return false;
  frame.type = static_cast<unsigned char>(bytes[at + 3]);
  frame.flags = static_cast<unsigned char>(bytes[at + 4]);
  frame.stream = static_cast<int>(Number(bytes, at + 5, 4) & kLargestWindow);
  frame.payload = bytes.substr(at + kHead, size);
  at += kHead + size;
  return true;
}

void RawHttp2::Take(const Frame& frame) {
  switch (frame.type) {
    case kData:
      return TakeData(frame);
    case kHeaders:
    case kContinuation:
      return TakeHeaders(frame);
    case kSettings:
      return TakeSettings(frame);
    case kWindowUpdate:
      return TakeWindow(frame);
    case kPing:
      if ((frame.flags & kAck) == 0) SendFrame(kPing, kAck, 0, frame.payload);
      return;
    case kResetStream:
      if (Answer* answer = Find(frame.stream)) answer->ended = true;
      return;
    default:
      return;
  }
}

void RawHttp2::TakeSettings(const Frame& frame) {
  if ((frame.flags & kAck) != 0) return;
  for (size_t at = 0; at + 6 <= frame.payload.size(); at += 6) {
    if (Number(frame.payload, at, 2) != kInitialWindowSize) continue;
    const int64_t window = Number(frame.payload, at + 2, 4);
    for (auto& [_, stream] : streams_) stream.window += window - first_window_;
    first_window_ = window;
  }
  SendFrame(kSettings, kAck, 0, "");
}

void RawHttp2::TakeWindow(const Frame& frame) {
  const int64_t more = Number(frame.payload, 0, 4);
  const auto found = streams_.find(frame.stream);
  if (frame.stream == 0) window_ += more;
  if (found != streams_.end()) found->second.window += more;
}

void RawHttp2::TakeData(const Frame& frame) {
  if (!frame.payload.empty()) {
    SendFrame(kWindowUpdate, kNoFlag, 0, BigEndian(static_cast<uint32_t>(frame.payload.size()), 4));
  }
  Answer* answer = Find(frame.stream);
  if (answer == nullptr) return;
  answer->text += frame.payload;
  answer->has_message |= !frame.payload.empty();
  answer->ended |= (frame.flags & kEndStream) != 0;
}

void RawHttp2::TakeHeaders(const Frame& frame) {
  header_block_ += frame.payload;
  Answer* answer = Find(frame.stream);
  if (answer != nullptr) answer->ended |= frame.type == kHeaders && (frame.flags & kEndStream) != 0;
  if ((frame.flags & kEndHeaders) == 0) return;
  // What is not asked for is read as well: what comes later may refer to it.
  const auto* at = reinterpret_cast<const uint8_t*>(header_block_.data());
  const uint8_t* end = at + header_block_.size();
  int flags = 0;
  while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
    nghttp2_nv field = {};
    flags = 0;
    const ssize_t read =
        nghttp2_hd_inflate_hd2(inflater_, &field, &flags, at, static_cast<size_t>(end - at), 1);
    if (read < 0) break;
    at += read;
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 || answer == nullptr) continue;
    const std::string name = Text(field.name, field.namelen);
    const std::string value = Text(field.value, field.valuelen);
    answer->text.append(name).append(": ").append(value).append("\n");
    if (name == "grpc-status") answer->status = value;
  }
  nghttp2_hd_inflate_end_headers(inflater_);
  header_block_.clear();
}

RawHttp2::Answer* RawHttp2::Find(int stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : &found->second.answer;
}

}  // namespace taqvim::testing
