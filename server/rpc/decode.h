// Reads a request from its bytes, strictly.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/rpc/known_fields.h"

namespace taqvim::rpc {

// Parses the bytes into the empty message, whose type is that of `known`.
// INVALID_ARGUMENT with a BadRequest when the bytes are no such message
// (malformed.h) or hold fields that the contract does not know (known_fields.h).
absl::Status DecodeRequest(absl::string_view bytes, const KnownFields& known,
                           google::protobuf::Message& message);

}  // namespace taqvim::rpc
