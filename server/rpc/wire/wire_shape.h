// What the bytes of a request say, without a message being made of them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"

namespace taqvim::rpc {

// Which fields the bytes of one type of message may hold, found out once, when
// this is made. One pass over the bytes spares every call a search of the message
// by reflection, and writing it anew in a fixed order. Immutable, thread-safe,
// neither copied nor moved.
class WireShape {
 public:
  using Hash = std::array<uint64_t, 2>;

  // The field numbers of the type and of those inside it must be below 64.
  explicit WireShape(const google::protobuf::Descriptor& type);
  WireShape(const WireShape&) = delete;
  WireShape& operator=(const WireShape&) = delete;

  // A hash of what the bytes, which are such a message, say: the same in whichever
  // order fields and the entries of maps come, which differs between clients and
  // from call to call. The top's field of the number `left_out` does not count;
  // 0: all do. Nothing when the bytes hold a field, at any depth, that the type
  // does not have or has with another wire type.
  std::optional<Hash> HashOf(absl::string_view bytes, int left_out) const;

 private:
  struct Fields;
  struct Field {
    // Bits of the wire types with which it may come; none: there is no such field.
    uint8_t wire_types = 0;
    bool ordered = false;            // whether several of it have an order
    const Fields* inside = nullptr;  // of a message
  };
  static constexpr int kNumbers = 64;
  struct Fields {
    std::array<Field, kNumbers> by_number;
  };

  const Fields* FieldsOf(const google::protobuf::Descriptor& type);
  static bool Read(google::protobuf::io::CodedInputStream& stream, const Fields& fields,
                   int left_out, Hash& hash);
  static bool ReadValue(google::protobuf::io::CodedInputStream& stream, const Field& field,
                        uint32_t wire_type, Hash& value);
  static bool ReadDelimited(google::protobuf::io::CodedInputStream& stream, const Field& field,
                            Hash& value);

  std::map<const google::protobuf::Descriptor*, Fields> types_;
  const Fields* root_;
};

}  // namespace taqvim::rpc
