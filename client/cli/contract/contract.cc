#include "client/cli/contract/contract.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/stubs/logging.h"

namespace taqvim::cli {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

Contract::Contract(absl::string_view descriptor_set, absl::string_view package)
    : package_(package), factory_(&pool_) {
  google::protobuf::FileDescriptorSet set;
  GOOGLE_CHECK(set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size())));
  for (const auto& proto : set.file()) {
    const FileDescriptor* file = pool_.BuildFile(proto);
    GOOGLE_CHECK(file != nullptr) << proto.name();
    if (file->package() != package_) continue;
    files_.push_back(file);
    for (int i = 0; i < file->service_count(); ++i) services_.push_back(file->service(i));
  }
}

std::unique_ptr<Message> Contract::New(const Descriptor& type) const {
  return std::unique_ptr<Message>(factory_.GetPrototype(&type)->New());
}

const Descriptor* Contract::FindMessage(absl::string_view name) const {
  return pool_.FindMessageTypeByName(absl::StrCat(package_, ".", name));
}

const MethodDescriptor* Contract::FindMethod(absl::string_view name) const {
  for (const ServiceDescriptor* service : services_) {
    if (const auto* method = service->FindMethodByName(std::string(name))) return method;
  }
  return nullptr;
}

std::vector<const Descriptor*> Contract::Messages() const {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->message_type_count(); ++i) messages.push_back(file->message_type(i));
  }
  return messages;
}

std::vector<const google::protobuf::EnumDescriptor*> Contract::Enums() const {
  std::vector<const google::protobuf::EnumDescriptor*> enums;
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->enum_type_count(); ++i) enums.push_back(file->enum_type(i));
  }
  return enums;
}

std::vector<const Descriptor*> Contract::Resources() const {
  std::vector<const Descriptor*> resources = Messages();
  const auto is_other = [](const Descriptor* message) { return !IsResource(*message); };
  resources.erase(std::remove_if(resources.begin(), resources.end(), is_other), resources.end());
  return resources;
}

}  // namespace taqvim::cli
