#include "server/watch/wire.h"

#include "google/protobuf/wire_format_lite.h"

namespace taqvim::watch {
namespace {

using google::protobuf::internal::WireFormatLite;

void AppendVarint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void AppendTag(int field, WireFormatLite::WireType type, std::string& out) {
  AppendVarint(WireFormatLite::MakeTag(field, type), out);
}

}  // namespace

void AppendBytes(int field, std::string_view value, std::string& out) {
  AppendBytes(field, value, {}, out);
}

void AppendBytes(int field, std::string_view first, std::string_view second, std::string& out) {
  AppendTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, out);
  AppendVarint(first.size() + second.size(), out);
  out.append(first).append(second);
}

void AppendNumber(int field, uint64_t value, std::string& out) {
  AppendTag(field, WireFormatLite::WIRETYPE_VARINT, out);
  AppendVarint(value, out);
}

}  // namespace taqvim::watch
