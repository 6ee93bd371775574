// Hash of a request's content and check of its fields, straight from its bytes.
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

// The fields that messages of one type may have on the wire, precomputed. One pass over
// the bytes replaces a search of the message by reflection and its serialization in a
// fixed order. Immutable, thread-safe, neither copied nor moved.
class WireShape {
 public:
  using Hash = std::array<uint64_t, 2>;

  // The field numbers of the type and of those inside it must be below 64.
  explicit WireShape(const google::protobuf::Descriptor& type);
  WireShape(const WireShape&) = delete;
  WireShape& operator=(const WireShape&) = delete;

  // A hash of the content of the bytes, which are such a message: the same in whichever
  // order fields and the entries of maps come, which differs between clients and from
  // call to call. The top-level field of the number `left_out` is skipped; 0: none.
  // nullopt when the bytes hold a field, at any depth, that the type does not have or
  // has with another wire type.
  std::optional<Hash> HashOf(absl::string_view bytes, int left_out) const;

 private:
  struct Fields;
  struct Field {
    // Bit set of the wire types that it may have; empty: there is no such field.
    uint8_t wire_types = 0;
    bool ordered = false;            // whether it is repeated and no map
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
