// Setting fields of a message from what was given for flags.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/flags.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Sets the field that the path leads to: adds a value when it is repeated, an
// entry (KEY=VALUE) when it is a map, a message from FIELD=VALUE pairs or JSON
// when it is a structure. INVALID_ARGUMENT with a sentence that does not name the
// field itself.
absl::Status Assign(const FieldPath& path, absl::string_view text,
                    google::protobuf::Message* message);

// The message that holds the last field of the path; those on the way are made.
google::protobuf::Message* HolderOf(const FieldPath& path, google::protobuf::Message* message);

// Whether the field that the path leads to is set: present, not empty, not zero.
bool IsSet(const FieldPath& path, const google::protobuf::Message& message);

// Splits `a=1,b="x, y",c=x\,y` into pairs. INVALID_ARGUMENT for a part without an
// equals sign and for a quote that is not closed.
absl::Status SplitPairs(absl::string_view text,
                        std::vector<std::pair<std::string, std::string>>* pairs);

// Watches that of each oneof only one member is set.
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
