#include "server/rpc/decode.h"

#include "server/rpc/malformed.h"

namespace taqvim::rpc {

absl::Status DecodeRequest(absl::string_view bytes, const KnownFields& known,
                           google::protobuf::Message& message) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return MalformedRequest(bytes, *message.GetDescriptor());
  }
  return known.Check(message);
}

}  // namespace taqvim::rpc
