// Strict parser of requests: refuses unknown fields.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/rpc/wire/wire_shape.h"

namespace taqvim::rpc {

// Precomputed facts about the type of a method's requests.
struct RequestType {
  explicit RequestType(const google::protobuf::Descriptor& type);

  WireShape shape;
  int request_id = 0;  // the field's number; 0: none
};

// Parses the bytes into the empty message of that type. Returns a hash of its content
// but for the request id, the same for equal requests (wire_shape.h). INVALID_ARGUMENT
// with a BadRequest when the bytes are no such message (malformed.h) or hold fields
// that the contract does not know (known_fields.h).
absl::StatusOr<WireShape::Hash> DecodeRequest(absl::string_view bytes, const RequestType& type,
                                              google::protobuf::Message& message);

// The number of top-level fields of that number in the bytes; counting stops where they
// are malformed.
int CountField(absl::string_view bytes, int number);

}  // namespace taqvim::rpc
