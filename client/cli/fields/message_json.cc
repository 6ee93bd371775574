#include "client/cli/fields/message_json.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/type_resolver.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::util::TypeResolver;

constexpr char kTypes[] = "type.googleapis.com";

std::string SortedBytes(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

// Of the types that the program was built with. Thread-safe.
TypeResolver& BuiltIn() {
  static auto* resolver = google::protobuf::util::NewTypeResolverForDescriptorPool(
      kTypes, DescriptorPool::generated_pool());
  return *resolver;
}

}  // namespace

absl::StatusOr<std::string> MessageJson(const Message& message,
                                        const google::protobuf::util::JsonPrintOptions& options) {
  const DescriptorPool* pool = message.GetDescriptor()->file()->pool();
  std::unique_ptr<TypeResolver> own;
  if (pool != DescriptorPool::generated_pool()) {
    own.reset(google::protobuf::util::NewTypeResolverForDescriptorPool(kTypes, pool));
  }
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      own != nullptr ? own.get() : &BuiltIn(),
      absl::StrCat(kTypes, "/", message.GetDescriptor()->full_name()), SortedBytes(message), &json,
      options);
  if (status.ok()) return json;
  return absl::InternalError(absl::StrCat("It cannot be written as JSON: ", status.ToString()));
}

}  // namespace taqvim::cli
