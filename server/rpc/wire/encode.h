// Deterministic serialization of messages.
#pragma once

#include <string>

#include "google/protobuf/message_lite.h"

namespace taqvim::rpc {

// Appends the bytes of the message: the same for equal messages in one version of the
// program. Other serialization orders maps at random.
void AppendDeterministic(const google::protobuf::MessageLite& message, std::string& bytes);

}  // namespace taqvim::rpc
