#include "client/cli/fields/assign.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "proto/status_macros.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status AssignEntry(const FieldDescriptor& map, absl::string_view text, Message* holder) {
  const size_t equals = text.find('=');
  if (equals == absl::string_view::npos || equals == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not KEY=VALUE, such as en=Hall."));
  }
  return SetMapEntry(map, text.substr(0, equals), text.substr(equals + 1), holder);
}

absl::Status FillFromPairs(absl::string_view text, Message* message) {
  std::vector<std::pair<std::string, std::string>> pairs;
  RETURN_IF_ERROR(SplitPairs(text, &pairs));
  const std::vector<Flag> parts = FlagsOf(*message->GetDescriptor());
  OneofWatch watch;
  for (const auto& [name, value] : pairs) {
    const Flag* part = FindFlag(parts, name);
    if (part == nullptr) return NoSuchPart(name, parts);
    RETURN_IF_ERROR(watch.See(part->path, part->name));
    if (auto status = Assign(part->path, value, message); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status AssignStructure(const FieldDescriptor& field, absl::string_view text,
                             Message* holder) {
  const auto* reflection = holder->GetReflection();
  Message* target = field.is_repeated() ? reflection->AddMessage(holder, &field)
                                        : reflection->MutableMessage(holder, &field);
  if (!absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{")) {
    return FillFromPairs(text, target);
  }
  auto node = ParseYaml(std::string(text), "");
  return node.ok() ? FillFromYaml(*node, "", target) : node.status();
}

}  // namespace

absl::Status Assign(const FieldPath& path, absl::string_view text, Message* message) {
  const FieldDescriptor& field = *path.back();
  Message* holder = HolderOf(path, message);
  if (field.is_map()) return AssignEntry(field, text, holder);
  return IsText(field) ? SetText(field, text, holder) : AssignStructure(field, text, holder);
}

absl::Status SplitPairs(absl::string_view text,
                        std::vector<std::pair<std::string, std::string>>* pairs) {
  std::string part;
  bool quoted = false;
  const auto finish = [&]() -> absl::Status {
    const size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", part,
          "\" is not FIELD=VALUE. Put a value that contains a comma in double quotes."));
    }
    pairs->emplace_back(part.substr(0, equals), part.substr(equals + 1));
    part.clear();
    return absl::OkStatus();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      part += text[++i];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      RETURN_IF_ERROR(finish());
    } else {
      part += text[i];
    }
  }
  if (quoted) return absl::InvalidArgumentError("A double quote is not closed.");
  return finish();
}

std::string JoinPairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    absl::StrAppend(&text, text.empty() ? "" : ",", name, "=");
    for (const char c : value) {
      if (c == '\\' || c == '"' || c == ',') text += '\\';
      text += c;
    }
  }
  return text;
}

}  // namespace taqvim::cli
