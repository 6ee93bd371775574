// Frames of gRPC-Web (PROTOCOL-WEB.md of gRPC): a byte of flags, the length in four bytes, the
// highest first, and so many bytes. Pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

// What stands before the bytes of a frame.
inline constexpr size_t kFrameHeadBytes = 5;

// The message of a request, whose body must be one frame with one message, whole and not
// compressed; a view of the body. INVALID_ARGUMENT, or UNIMPLEMENTED for what is compressed,
// with a sentence.
absl::StatusOr<absl::string_view> ReadRequestFrame(absl::string_view body);

// What stands before a message of so many bytes, which are less than 4 GiB.
std::string MessageFrameHead(size_t size);

// The last frame of an answer; its text is lines of `name: value`, each with CR LF.
std::string TrailerFrame(absl::string_view text);

}  // namespace taqvim::web
