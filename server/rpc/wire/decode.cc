#include "server/rpc/wire/decode.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/rpc/wire/known_fields.h"
#include "server/rpc/wire/malformed.h"

namespace taqvim::rpc {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

namespace {

int NumberOf(const google::protobuf::FieldDescriptor* field) {
  return field == nullptr ? 0 : field->number();
}

}  // namespace

RequestType::RequestType(const google::protobuf::Descriptor& type)
    : shape(type), request_id(NumberOf(type.FindFieldByName("request_id"))) {}

int CountField(absl::string_view bytes, int number) {
  CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                          static_cast<int>(bytes.size()));
  int count = 0;
  while (const uint32_t tag = stream.ReadTagNoLastTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) == number) ++count;
    if (!WireFormatLite::SkipField(&stream, tag)) break;
  }
  return count;
}

absl::StatusOr<WireShape::Hash> DecodeRequest(absl::string_view bytes, const RequestType& type,
                                              google::protobuf::Message& message) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return MalformedRequest(bytes, *message.GetDescriptor());
  }
  if (const auto hash = type.shape.HashOf(bytes, type.request_id)) return *hash;
  RETURN_IF_ERROR(CheckKnownFields(message));
  // What the message does not keep stands inside the entry of a map.
  return schedule::MalformedRequest("the entry of a map holds more than a key and a value");
}

}  // namespace taqvim::rpc
