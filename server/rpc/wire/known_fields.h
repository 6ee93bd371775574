// Check for unknown fields, so that nothing that a newer client means is silently
// dropped.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace taqvim::rpc {

// INVALID_ARGUMENT, reason INVALID_FIELD, when the message holds an unknown field at
// any depth: names the number and the message. Map entries are not checked: they keep
// nothing but key and value. Thread-safe. Slow: only for messages of which it is known
// that something is wrong (wire_shape.h).
absl::Status CheckKnownFields(const google::protobuf::Message& message);

}  // namespace taqvim::rpc
