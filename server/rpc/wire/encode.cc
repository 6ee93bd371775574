#include "server/rpc/wire/encode.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace taqvim::rpc {

void AppendDeterministic(const google::protobuf::MessageLite& message, std::string& bytes) {
  // Sizes are kept in the message for the writing; room for all of it at once.
  bytes.reserve(bytes.size() + message.ByteSizeLong());
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
}

}  // namespace taqvim::rpc
