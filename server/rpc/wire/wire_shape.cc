#include "server/rpc/wire/wire_shape.h"

#include <xxhash.h>

#include "google/protobuf/wire_format.h"
#include "google/protobuf/wire_format_lite.h"
#include "proto/check.h"

namespace taqvim::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormat;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

namespace {

WireShape::Hash HashOfBytes(const void* bytes, size_t size) {
  const XXH128_hash_t hash = XXH3_128bits(bytes, size);
  return {hash.low64, hash.high64};
}

uint8_t WireTypesOf(const FieldDescriptor& field) {
  uint8_t types = 1u << WireFormat::WireTypeForFieldType(field.type());
  if (field.is_packable()) types |= 1u << WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
  return types;
}

}  // namespace

WireShape::WireShape(const Descriptor& type) : root_(FieldsOf(type)) {}

const WireShape::Fields* WireShape::FieldsOf(const Descriptor& type) {
  const auto [found, added] = types_.try_emplace(&type);
  Fields& fields = found->second;
  if (!added) return &fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    CHECK(field->number() < kNumbers);
    Field& known = fields.by_number[field->number()];
    known.wire_types = WireTypesOf(*field);
    known.ordered = field->is_repeated() && !field->is_map();
    if (field->message_type() != nullptr) known.inside = FieldsOf(*field->message_type());
  }
  return &fields;
}

std::optional<WireShape::Hash> WireShape::HashOf(absl::string_view bytes, int left_out) const {
  CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                          static_cast<int>(bytes.size()));
  Hash hash = {};
  if (!Read(stream, *root_, left_out, hash)) return std::nullopt;
  return hash;
}

// A message's hash is the sum of its fields', so that their order is nothing to
// it; where it is something, the place is part of the field's.
bool WireShape::Read(CodedInputStream& stream, const Fields& fields, int left_out, Hash& hash) {
  std::array<uint16_t, kNumbers> places = {};
  while (const uint32_t tag = stream.ReadTagNoLastTag()) {
    const uint32_t number = tag >> WireFormatLite::kTagTypeBits;
    if (number >= kNumbers) return false;
    const Field& field = fields.by_number[number];
    struct {
      uint64_t number_and_place;
      Hash value;
    } whole;
    const uint32_t wire_type = tag & WireFormatLite::kTagTypeMask;
    if (!ReadValue(stream, field, wire_type, whole.value)) return false;
    if (number == static_cast<uint32_t>(left_out)) continue;
    whole.number_and_place = uint64_t{number} << 32 | (field.ordered ? ++places[number] : 0u);
    const Hash part = HashOfBytes(&whole, sizeof(whole));
    hash[0] += part[0];
    hash[1] += part[1];
  }
  return stream.ConsumedEntireMessage();
}

bool WireShape::ReadValue(CodedInputStream& stream, const Field& field, uint32_t wire_type,
                          Hash& value) {
  if ((field.wire_types >> wire_type & 1u) == 0) return false;
  value = {wire_type, 0};
  switch (wire_type) {
    case WireFormatLite::WIRETYPE_VARINT:
      return stream.ReadVarint64(&value[1]);
    case WireFormatLite::WIRETYPE_FIXED64:
      return stream.ReadLittleEndian64(&value[1]);
    case WireFormatLite::WIRETYPE_FIXED32: {
      uint32_t bits;
      if (!stream.ReadLittleEndian32(&bits)) return false;
      value[1] = bits;
      return true;
    }
    case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
      return ReadDelimited(stream, field, value);
    default:
      return false;
  }
}

bool WireShape::ReadDelimited(CodedInputStream& stream, const Field& field, Hash& value) {
  uint32_t size;
  if (!stream.ReadVarint32(&size)) return false;
  if (field.inside == nullptr) {
    const void* bytes = nullptr;
    int available = 0;
    if (size > 0 && !stream.GetDirectBufferPointer(&bytes, &available)) return false;
    if (size > static_cast<uint32_t>(available)) return false;
    value = HashOfBytes(bytes, size);
    return stream.Skip(static_cast<int>(size));
  }
  const CodedInputStream::Limit outer = stream.PushLimit(static_cast<int>(size));
  value = {};
  const bool read = Read(stream, *field.inside, 0, value);
  stream.PopLimit(outer);
  return read;
}

}  // namespace taqvim::rpc
