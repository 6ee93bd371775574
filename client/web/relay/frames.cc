#include "client/web/relay/frames.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

constexpr unsigned char kCompressed = 0x01;
constexpr unsigned char kTrailers = 0x80;

std::string Head(unsigned char flags, size_t size) {
  std::string head(1, static_cast<char>(flags));
  for (const int shift : {24, 16, 8, 0}) head += static_cast<char>(size >> shift & 0xff);
  return head;
}

uint32_t LengthIn(absl::string_view head) {
  uint32_t length = 0;
  for (const char byte : head.substr(1)) length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

absl::Status CheckFlags(unsigned char flags) {
  if (flags == 0) return absl::OkStatus();
  if (flags == kCompressed) {
    return absl::UnimplementedError("The message is compressed, which is not taken here.");
  }
  if ((flags & kTrailers) != 0) {
    return absl::InvalidArgumentError(
        "The body begins with a frame of trailers; a request is one frame with a message.");
  }
  return absl::InvalidArgumentError(
      absl::StrCat("The frame has the flags ", flags, ", which mean nothing."));
}

}  // namespace

absl::StatusOr<absl::string_view> ReadRequestFrame(absl::string_view body) {
  if (body.size() < kFrameHeadBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("The body is no frame of gRPC-Web: it has ", body.size(),
                     " bytes, and before a message stand ", kFrameHeadBytes, "."));
  }
  if (absl::Status status = CheckFlags(static_cast<unsigned char>(body.front())); !status.ok()) {
    return status;
  }
  const uint32_t length = LengthIn(body.substr(0, kFrameHeadBytes));
  body.remove_prefix(kFrameHeadBytes);
  if (length > body.size()) {
    return absl::InvalidArgumentError(absl::StrCat("The message is cut: it is to have ", length,
                                                   " bytes, and ", body.size(), " came."));
  }
  if (length < body.size()) {
    return absl::InvalidArgumentError(absl::StrCat("Behind the message, which is to have ", length,
                                                   " bytes, come ", body.size() - length,
                                                   " more; a request is one frame."));
  }
  return body;
}

std::string MessageFrameHead(size_t size) { return Head(0, size); }

std::string TrailerFrame(absl::string_view text) {
  return absl::StrCat(Head(kTrailers, text.size()), text);
}

}  // namespace taqvim::web
