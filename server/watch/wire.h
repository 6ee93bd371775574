// Encoder of protobuf fields, without building the messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace taqvim::watch {

// Appends a field of a message: a text, bytes or a message that is bytes already.
void AppendBytes(int field, std::string_view value, std::string& out);
// The same in two parts, one after the other.
void AppendBytes(int field, std::string_view first, std::string_view second, std::string& out);
// Appends a number, an enumerator or a truth.
void AppendNumber(int field, uint64_t value, std::string& out);

}  // namespace taqvim::watch
