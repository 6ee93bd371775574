// Parser and emitter of YAML, and messages as YAML. How messages are filled from it is
// yaml_filler.h.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/values.h"
#include "google/protobuf/message.h"

namespace YAML {
class Node;
}

namespace taqvim::cli {

// A usage error `FILE:LINE: ...`; without the place when `source`, which names the
// file, is empty. Lines are counted from 0, as marks do.
absl::Status YamlError(absl::string_view source, int line, absl::string_view message);

// Parses YAML or JSON text. A usage error `FILE:LINE: ...` when it is malformed;
// `source` names the file.
absl::StatusOr<YAML::Node> ParseYaml(const std::string& text, absl::string_view source);

// Like ParseYaml, for a text of several documents separated by `---`.
absl::StatusOr<std::vector<YAML::Node>> ParseYamlDocuments(const std::string& text,
                                                           absl::string_view source);

// Which fields are written: all, or those that callers may set (not output only).
enum class Written { kAll, kSetByCallers };

// The message in the form that FillFromYaml reads: snake-case names, short forms
// of values, only what is set. For people, with other texts of the values.
YAML::Node ToYaml(const google::protobuf::Message& message, Written written = Written::kAll,
                  const WriteValue& write = WriteAsGiven);

// The text as a scalar: one that readers of YAML 1.1 would take for something else, such as `NO`
// for false and `18:00` for 1080, EmitYaml writes in quotes.
YAML::Node TextNode(const std::string& text);

// The node as YAML text that ends with a newline.
std::string EmitYaml(const YAML::Node& node);

}  // namespace taqvim::cli
