// Writes messages as bytes.
#pragma once

#include <string>

#include "google/protobuf/message_lite.h"

namespace taqvim::rpc {

// Appends the bytes of the message: the same for equal messages in one version
// of the program, which maps otherwise are not.
void AppendDeterministic(const google::protobuf::MessageLite& message, std::string& bytes);

}  // namespace taqvim::rpc
