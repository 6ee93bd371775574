// Access to fields of messages by path.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The message that holds the last field of the path; those on the way are made.
google::protobuf::Message* HolderOf(const FieldPath& path, google::protobuf::Message* message);

// The path that the text says, such as `culture_days.stops`, with hyphens or underscores;
// empty when there is no such field. Nothing is looked for within lists and maps.
FieldPath FindFieldPath(const google::protobuf::Descriptor& type, absl::string_view text);

// Whether the field that the path leads to is set: present, not empty, not zero.
bool IsSet(const FieldPath& path, const google::protobuf::Message& message);

// Error for an unknown field of a structure, with the nearest of its fields.
absl::Status NoSuchPart(absl::string_view name, const std::vector<Flag>& parts);

// Check that of each oneof only one member is set.
class OneofWatch {
 public:
  // INVALID_ARGUMENT when a step of the path is a member of a oneof of which
  // another was seen before.
  absl::Status See(const FieldPath& path, const std::string& name);

 private:
  struct Seen {
    const google::protobuf::FieldDescriptor* member;
    std::string name;
  };
  std::map<const google::protobuf::OneofDescriptor*, Seen> seen_;
};

}  // namespace taqvim::cli
