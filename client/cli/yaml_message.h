// Messages from YAML (and so from JSON), with the short forms of flags.
//
// A mapping becomes a message: its keys are the names of the fields, in snake
// case, lowerCamelCase or kebab-case, or the shorter names that flags have
// (`first_day` for `period.dated.first_day`). Values are written as on the
// command line: dates 2025-10-10, local times 2025-10-10T18:00, durations 2h,
// enums by their short words, names of resources also short; a message such as a
// date may be spelled out as a mapping of its fields, too. Maps are mappings,
// repeated fields sequences; a single value stands for a sequence of one. Null
// leaves a field unset.
//
// Keys that are not known are errors, with the nearest suggestion, as are keys
// given twice and two members of one oneof.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace YAML {
class Node;
}

namespace taqvim::cli {

// Parses YAML or JSON text. A usage error `FILE:LINE: ...` when it is malformed;
// `source` names the file.
absl::StatusOr<YAML::Node> ParseYaml(const std::string& text, absl::string_view source);

// Like ParseYaml, for a text of several documents separated by `---`.
absl::StatusOr<std::vector<YAML::Node>> ParseYamlDocuments(const std::string& text,
                                                           absl::string_view source);

// Merges the mapping into the message: what it names is set, and replaced as a
// whole where it is repeated or a map; the rest stays. Works on generated and
// dynamic messages. A usage error `FILE:LINE: ...` for what does not fit; the
// message is then filled in part.
absl::Status FillFromYaml(const YAML::Node& node, absl::string_view source,
                          google::protobuf::Message* message);

// The message in the form that FillFromYaml reads: snake-case names, short forms
// of values, only what is set.
YAML::Node ToYaml(const google::protobuf::Message& message);

// The node as YAML text that ends with a newline.
std::string EmitYaml(const YAML::Node& node);

}  // namespace taqvim::cli
