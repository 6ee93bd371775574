// Writer of values as flags take them: the opposite of assign.h.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Whether the field has the same value in both messages, which are of one type.
bool IsSame(const google::protobuf::FieldDescriptor& field, const google::protobuf::Message& before,
            const google::protobuf::Message& after);

// The structure as a text from which Assign makes the same, but for what the server sets:
// FIELD=VALUE pairs where these can say it, else JSON in braces.
std::string StructureText(const google::protobuf::Message& structure);

// The text, of which Assign makes `before`, so changed that it makes `after`. What is the
// same in both stays as it was written.
std::string ChangedStructureText(absl::string_view text, const google::protobuf::Message& before,
                                 const google::protobuf::Message& after);

// What makes `after` of `before`, an element of a list with the field `id`, where it is
// given to the flag that changes one: `id=b2,space=venues/library/spaces/hall`. Nullopt where
// pairs cannot say it: nothing has an id, or something is cleared.
std::optional<std::string> ChangeOfElement(const google::protobuf::Message& before,
                                           const google::protobuf::Message& after);

}  // namespace taqvim::cli
