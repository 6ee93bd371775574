// Refuses what the contract does not know, so that nothing that a newer client
// means is silently dropped.
#pragma once

#include <map>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::rpc {

// What is known of one type of message. Every call is checked, so where messages
// can be inside messages is found out once, when this is made. Immutable,
// thread-safe, neither copied nor moved.
class KnownFields {
 public:
  explicit KnownFields(const google::protobuf::Descriptor& type);
  KnownFields(const KnownFields&) = delete;
  KnownFields& operator=(const KnownFields&) = delete;

  // INVALID_ARGUMENT, reason INVALID_FIELD, when the message, which is of that
  // type, holds an unknown field at any depth: names the number and the message.
  // Map entries are not looked at: in the contract they hold texts, and the
  // format knows nothing in them but key and value.
  absl::Status Check(const google::protobuf::Message& message) const;

 private:
  struct Part;
  using Parts = std::vector<Part>;
  struct Part {
    const google::protobuf::FieldDescriptor* field;
    bool repeated;
    const Parts* parts;
  };
  struct Unknown;

  const Parts* PartsOf(const google::protobuf::Descriptor& type);
  static bool Find(const google::protobuf::Message& message, const Parts& parts, Unknown& unknown);
  static bool FindIn(const google::protobuf::Message& inner, const Part& part, int index,
                     Unknown& unknown);

  std::map<const google::protobuf::Descriptor*, Parts> types_;
  const Parts* root_;
};

}  // namespace taqvim::rpc
