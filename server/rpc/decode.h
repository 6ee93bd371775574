// Reads a request from its bytes, strictly.
#pragma once


#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace taqvim::rpc {

// Parses the bytes into the empty message. INVALID_ARGUMENT with a BadRequest
// when the bytes are no such message (malformed.h) or hold fields that the
// contract does not know (unknown_fields.h).
absl::Status DecodeRequest(absl::string_view bytes, google::protobuf::Message& message);

}  // namespace taqvim::rpc
