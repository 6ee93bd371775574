#include "server/rpc/decode.h"

#include "absl/strings/string_view.h"
#include "server/rpc/malformed.h"
#include "server/rpc/unknown_fields.h"

namespace taqvim::rpc {

absl::Status DecodeRequest(absl::string_view bytes, google::protobuf::Message& message) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return MalformedRequest(bytes, *message.GetDescriptor());
  }
  return RefuseUnknownFields(message);
}

}  // namespace taqvim::rpc
