#include "client/web/relay/testing/web_caller.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/web/http/testing/test_server.h"
#include "proto/check.h"

namespace taqvim::web::testing {
namespace {

constexpr size_t kHead = 5;
constexpr size_t kMostBytes = size_t{1} << 30;

std::string PercentDecoded(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return decoded;
}

// As a client reads it, which knows nothing of how it was written.
grpc::Status EndIn(absl::string_view trailers) {
  int code = -1;
  std::string message, details;
  for (absl::string_view line : absl::StrSplit(trailers, "\r\n", absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&line, "grpc-status: ")) code = std::atoi(std::string(line).c_str());
    if (absl::ConsumePrefix(&line, "grpc-message: ")) message = PercentDecoded(line);
    if (absl::ConsumePrefix(&line, "grpc-status-details-bin: ")) {
      CHECK(absl::Base64Unescape(line, &details));
    }
  }
  return grpc::Status(static_cast<grpc::StatusCode>(code), message, details);
}

}  // namespace

RelaySite::RelaySite(Relay::Options relay, HttpServer::Options http) {
  if (relay.public_address.empty()) relay.public_address = "http://127.0.0.1:8780";
  auto made = Relay::Create(relay);
  CHECK(made.ok());
  relay_ = *std::move(made);
  server_ =
      StartServer(std::move(http), [this](const Request& request, std::shared_ptr<Reply> reply) {
        relay_->Answer(request, std::move(reply));
      });
}

RelaySite::~RelaySite() { server_.reset(); }

std::string Framed(absl::string_view message, char flags) {
  std::string frame(1, flags);
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(message.size() >> shift);
  return absl::StrCat(frame, message);
}

std::string Post(absl::string_view path, absl::string_view body, absl::string_view more,
                 absl::string_view content_type) {
  return absl::StrCat("POST ", path,
                      " HTTP/1.1\r\nHost: taqvim.example\r\nContent-Type: ", content_type,
                      "\r\nContent-Length: ", body.size(), "\r\n", more, "\r\n", body);
}

std::string Cookie(absl::string_view secret) {
  return absl::StrCat("Cookie: taqvim=", secret, "\r\n");
}

WebCall::WebCall(const std::string& address, absl::string_view path, absl::string_view message,
                 absl::string_view more, int receive_buffer)
    : WebCall(address, Post(path, Framed(message), more), receive_buffer) {}

WebCall::WebCall(const std::string& address, absl::string_view request, int receive_buffer)
    : client_(address, "", receive_buffer) {
  CHECK(client_.Send(request));
}

const WebAnswer& WebCall::AwaitHead() {
  if (answer_.http != 0) return answer_;
  const RawResponse head = client_.ReceiveHead();
  answer_.http = head.status;
  answer_.headers = head.headers;
  if (head.headers.Find("Transfer-Encoding") == "chunked") {
    chunks_ = std::make_unique<ChunkedBody>(kMostBytes, &body_);
  } else if (const auto length = head.headers.Find("Content-Length")) {
    length_ = std::strtoul(std::string(*length).c_str(), nullptr, 10);
  }
  return answer_;
}

const WebAnswer& WebCall::AwaitMessages(size_t count) {
  AwaitHead();
  while (answer_.messages.size() < count && !answer_.end && ReceiveMore()) TakeFrames();
  return answer_;
}

const WebAnswer& WebCall::AwaitEnd() {
  AwaitHead();
  while (ReceiveMore()) TakeFrames();
  const auto type = answer_.headers.Find("Content-Type");
  if (type != "application/grpc-web+proto") answer_.sentence = body_;
  return answer_;
}

bool WebCall::ReceiveMore() {
  if (chunks_ != nullptr) {
    if (chunks_->is_complete()) return false;
    const std::string bytes = client_.ReceiveBytes(1);
    chunks_->Take(bytes);
    return !bytes.empty();
  }
  if (length_ == 0) return false;
  const std::string bytes = client_.ReceiveBytes(1);
  body_ += bytes;
  length_ -= std::min(length_, bytes.size());
  return !bytes.empty();
}

void WebCall::TakeFrames() {
  if (answer_.headers.Find("Content-Type") != "application/grpc-web+proto") return;
  while (body_.size() >= kHead) {
    uint32_t length = 0;
    for (size_t i = 1; i < kHead; ++i) length = length << 8 | static_cast<unsigned char>(body_[i]);
    if (body_.size() < kHead + length) return;
    // Nothing comes behind the trailers.
    CHECK(!answer_.end);
    std::string bytes = body_.substr(kHead, length);
    if (static_cast<unsigned char>(body_[0]) == 0x80) {
      answer_.end = EndIn(bytes);
    } else {
      CHECK(body_[0] == 0);
      answer_.messages.push_back(std::move(bytes));
    }
    body_.erase(0, kHead + length);
  }
}

WebAnswer CallWeb(const std::string& address, absl::string_view path, absl::string_view message,
                  absl::string_view more) {
  WebCall call(address, path, message, more);
  return call.AwaitEnd();
}

}  // namespace taqvim::web::testing
