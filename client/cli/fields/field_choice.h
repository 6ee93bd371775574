// Choice of some fields of a message, such as `name,title.en,bookings.space`, for whoever wants
// no more of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

class FieldChoice {
 public:
  // From paths with commas between; steps in snake case, kebab case or as JSON has them. A step
  // within a list is one within each of its elements, one within a map is a key, such as a
  // language. INVALID_ARGUMENT with a sentence for an empty text, and for what is no field, with
  // the nearest that is one.
  static absl::StatusOr<FieldChoice> Parse(const google::protobuf::Descriptor& type,
                                           absl::string_view text);

  // Clears all other fields of the message, which is of that type.
  void Apply(google::protobuf::Message* message) const;

 private:
  // What is chosen of a message or a map, by field or key; all of it where that is empty.
  struct Part {
    std::map<std::string, Part> parts;
  };

  static absl::Status Add(const google::protobuf::Descriptor& type, absl::string_view path,
                          Part* root);
  static void Keep(const Part& part, google::protobuf::Message* message);
  static void KeepKeys(const Part& part, const google::protobuf::FieldDescriptor& map,
                       google::protobuf::Message* message);

  Part root_;
};

// The message in the field in which a choice can go on: of one or of each in a list. nullptr for
// values that are one text, and for maps.
const google::protobuf::Descriptor* ChoosableWithin(const google::protobuf::FieldDescriptor& field);

}  // namespace taqvim::cli
