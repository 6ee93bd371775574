// Parser of YAML (and so of JSON) into messages, with the short forms of flags.
//
// A mapping becomes a message: its keys are the names of the fields, in snake
// case, lowerCamelCase or kebab-case, or the shorter names that flags have
// (`first_day` for `period.dated.first_day`). Values are written in the forms that mean
// the same whenever the file is read: dates 2025-10-10, local times 2025-10-10T18:00,
// durations 2h, enums by their short words, names of resources also short; a message
// such as a date may be spelled out as a mapping of its fields, too. Maps are mappings,
// repeated fields sequences; a single value stands for a sequence of one.
//
// What a mapping names is set, to an empty value too; null clears it; what it does
// not name stays. Messages are merged; lists, maps and what is written as one text
// are values, and replaced as a whole.
//
// Keys that are not known are errors, with the nearest suggestion, as are keys
// given twice and two members of one oneof.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/message.h"

namespace YAML {
class Node;
}

namespace taqvim::cli {

// Record of the fields that mappings set or cleared, with their lines.
struct Filled {
  // The fields that were set or cleared, in the order of the file: each as far in
  // as it is one value. A message is among them only if its mapping is empty, or
  // if it was cleared.
  std::vector<FieldPath> fields;
  // The line, counted from 1, of everything that was said, by its path as the
  // server names it in errors: `bookings[0].space`, `title["en"]`.
  std::map<std::string, int> lines;
};

// Copies the fields from one message to another of its type.
void CopyFields(const google::protobuf::Message& from, const std::vector<FieldPath>& fields,
                google::protobuf::Message* to);

// Fills messages from the mappings of one file. Not thread-safe.
class YamlFiller {
 public:
  // `source` names the file in errors; empty for what stands in none.
  explicit YamlFiller(std::string source) : source_(std::move(source)) {}

  // Merges the mapping into the message. Works on generated and dynamic messages.
  // A usage error `FILE:LINE: ENTRY: FIELD: ...` for what does not fit, without the
  // entry when that is empty; the message is then filled in part. Keys in `besides`
  // are passed over. Adds to `filled` unless it is nullptr.
  absl::Status Fill(const YAML::Node& node, google::protobuf::Message* message,
                    Filled* filled = nullptr, absl::string_view entry = "",
                    const std::set<std::string>& besides = {});

 private:
  // The flags of messages, which take time to make.
  std::map<const google::protobuf::Descriptor*, std::vector<Flag>> flags_;
  const std::string source_;
};

// Fills one message from one mapping.
absl::Status FillFromYaml(const YAML::Node& node, absl::string_view source,
                          google::protobuf::Message* message);

}  // namespace taqvim::cli
