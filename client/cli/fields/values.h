// Parser and formatter of field values as text.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The words for the values of an enum: `book-presentation` for
// ACTIVITY_FORM_BOOK_PRESENTATION. The unspecified value (number 0) has none.
std::string EnumWord(const google::protobuf::EnumValueDescriptor& value);
std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type);

// Whether one value of the field is written as one text: numbers, texts, enums
// and the types of well_known.h; not maps and other messages.
bool IsText(const google::protobuf::FieldDescriptor& field);

// What stands for one value of the field in help, such as `DATE`, `NUMBER` or
// `KEY=VALUE`; empty for bool.
std::string ValueName(const google::protobuf::FieldDescriptor& field);

// Sets a field for which IsText holds; adds a value when it is repeated. Names
// of resources may be short (see names.h). INVALID_ARGUMENT with a sentence that
// says what would be right, and that does not name the field.
absl::Status SetText(const google::protobuf::FieldDescriptor& field, absl::string_view text,
                     google::protobuf::Message* message);

// Sets one entry of a map from texts, replacing an entry of that key. Maps have
// keys of type string.
absl::Status SetMapEntry(const google::protobuf::FieldDescriptor& map, absl::string_view key,
                         absl::string_view value, google::protobuf::Message* message);

// The value as text from which SetText makes the same; of a repeated field the
// one at the index.
std::string GetText(const google::protobuf::Message& message,
                    const google::protobuf::FieldDescriptor& field, int index = -1);

// The messages around a value, from the outermost to the one whose field it is.
using Holders = std::vector<const google::protobuf::Message*>;
// The text of a value for whom it is written: of the field of the last of the holders, at the
// index as above.
using WriteValue = std::function<std::string(
    const Holders& holders, const google::protobuf::FieldDescriptor& field, int index)>;
// The text of GetText.
std::string WriteAsGiven(const Holders& holders, const google::protobuf::FieldDescriptor& field,
                         int index);

}  // namespace taqvim::cli
