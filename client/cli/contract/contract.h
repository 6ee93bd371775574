// Descriptors of the contract, with their comments, embedded in the program; and a
// factory of their messages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The descriptors of one package's services and all that they use. Immutable
// but for the message factory, which is thread-safe.
class Contract {
 public:
  // The contract that the program was built with.
  static const Contract& Embedded();

  // From the bytes of a google.protobuf.FileDescriptorSet with comments, in which
  // each file stands after those that it imports. The bytes must be well-formed:
  // they are part of the program.
  Contract(absl::string_view descriptor_set, absl::string_view package);

  // In order of their files.
  const std::vector<const google::protobuf::ServiceDescriptor*>& services() const {
    return services_;
  }
  const google::protobuf::DescriptorPool& pool() const { return pool_; }

  std::unique_ptr<google::protobuf::Message> New(const google::protobuf::Descriptor& type) const;

  // The message of the package with that simple name, such as `Event`; nullptr
  // when there is none.
  const google::protobuf::Descriptor* FindMessage(absl::string_view name) const;
  // The method with that simple name, such as `GetEvent`; nullptr when there is none.
  const google::protobuf::MethodDescriptor* FindMethod(absl::string_view name) const;
  // All messages of the package, but those inside others.
  std::vector<const google::protobuf::Descriptor*> Messages() const;
  // All enums of the package, but those inside messages.
  std::vector<const google::protobuf::EnumDescriptor*> Enums() const;
  // All resources (messages with a google.api.resource option) of the package.
  std::vector<const google::protobuf::Descriptor*> Resources() const;

 private:
  std::string package_;
  google::protobuf::DescriptorPool pool_;
  mutable google::protobuf::DynamicMessageFactory factory_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
  std::vector<const google::protobuf::ServiceDescriptor*> services_;
};

}  // namespace taqvim::cli
