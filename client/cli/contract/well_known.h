// Parsers and formatters of message types that are written as one text: dates, times,
// durations.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Parser and formatter of one message type.
struct TextType {
  const char* full_name;
  // What stands for it in help, such as `DATE`.
  const char* value_name;
  // One in words, with its forms, such as `a date such as 2025-10-10`.
  const char* description;
  // What flags take besides, behind the description: `, or a word such as tomorrow`; may be
  // empty.
  const char* on_flags;
  // Sets the message, which is empty; false when the text is no such value.
  bool (*parse)(absl::string_view text, google::protobuf::Message* message);
  // The text from which `parse` makes the same message.
  std::string (*format)(const google::protobuf::Message& message);
  // A sentence, with a space before it, on a text that `parse` refused; nullptr for none.
  std::string (*advice)(absl::string_view text);
};

// google.type.Date as 2025-10-10; google.type.DateTime as 2025-10-10T18:00, with
// seconds and an offset (+05:00 or Z) where needed; google.type.TimeOfDay as
// 10:00, all in any of the spellings of time_forms.h; google.protobuf.Duration as 1h30m,
// google.protobuf.Timestamp as RFC 3339, google.protobuf.FieldMask as a list with commas. nullptr
// for all other types.
const TextType* FindTextType(const google::protobuf::Descriptor& type);

}  // namespace taqvim::cli
