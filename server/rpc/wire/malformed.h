// Diagnosis of bytes that do not parse as their message.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::rpc {

// The error for bytes that could not be parsed as that type. INVALID_ARGUMENT,
// reason MALFORMED_REQUEST, with the path of the first field that is broken or
// is text that is not UTF-8; with an empty path when the request as a whole is
// broken. Slow; for the refused only.
absl::Status MalformedRequest(absl::string_view bytes, const google::protobuf::Descriptor& type);

}  // namespace taqvim::rpc
