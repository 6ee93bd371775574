#include "client/web/relay/methods.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kPackage = "taqvim.v1";

}  // namespace

const google::protobuf::MethodDescriptor* FindMethod(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "/")) return nullptr;
  const size_t slash = path.find('/');
  if (slash == absl::string_view::npos) return nullptr;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  const auto* service = pool.FindServiceByName(std::string(path.substr(0, slash)));
  if (service == nullptr || service->file()->package() != kPackage) return nullptr;
  const auto* method = service->FindMethodByName(std::string(path.substr(slash + 1)));
  return method == nullptr || method->client_streaming() ? nullptr : method;
}

std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  for (const absl::string_view file : absl::StrSplit(TAQVIM_SERVICE_FILES, ',')) {
    const auto* service =
        pool.FindFileByName(absl::StrCat("taqvim/v1/", file, ".proto"))->service(0);
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

}  // namespace taqvim::web
