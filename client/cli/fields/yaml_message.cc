#include "client/cli/fields/yaml_message.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

YAML::Node MapToYaml(const Message& message, const FieldDescriptor& field) {
  std::map<std::string, std::string> sorted;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, &field, i);
    sorted[GetText(entry, *field.message_type()->map_key())] =
        GetText(entry, *field.message_type()->map_value());
  }
  YAML::Node node(YAML::NodeType::Map);
  for (const auto& [key, value] : sorted) node[key] = value;
  return node;
}

YAML::Node ValueToYaml(const Message& message, const FieldDescriptor& field, int index,
                       Written written) {
  if (IsText(field)) return YAML::Node(GetText(message, field, index));
  const auto* reflection = message.GetReflection();
  return ToYaml(index < 0 ? reflection->GetMessage(message, &field)
                          : reflection->GetRepeatedMessage(message, &field, index),
                written);
}

YAML::Node FieldToYaml(const Message& message, const FieldDescriptor& field, Written written) {
  if (field.is_map()) return MapToYaml(message, field);
  if (!field.is_repeated()) return ValueToYaml(message, field, -1, written);
  YAML::Node list(YAML::NodeType::Sequence);
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    list.push_back(ValueToYaml(message, field, i, written));
  }
  return list;
}

// Is told of what a text holds, and does nothing with it.
class Nothing final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// Whether the text ends: of some that are malformed yaml-cpp reads one document after the
// other, from the same place. Each that is there takes a character at least.
bool HasEnd(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Nothing nothing;
  for (size_t documents = 0; documents <= text.size(); ++documents) {
    if (!parser.HandleNextDocument(nothing)) return true;
  }
  return false;
}

}  // namespace

absl::Status YamlError(absl::string_view source, int line, absl::string_view message) {
  if (source.empty()) return UsageError(message);
  return UsageError(absl::StrCat(source, ":", line + 1, ": ", message));
}

absl::StatusOr<std::vector<YAML::Node>> ParseYamlDocuments(const std::string& text,
                                                           absl::string_view source) {
  try {
    if (!HasEnd(text)) return YamlError(source, 0, "This is not YAML: its brackets do not match.");
    return YAML::LoadAll(text);
  } catch (const YAML::Exception& error) {
    return YamlError(source, error.mark.line, absl::StrCat("This is not YAML: ", error.msg, "."));
  }
}

absl::StatusOr<YAML::Node> ParseYaml(const std::string& text, absl::string_view source) {
  ASSIGN_OR_RETURN(auto documents, ParseYamlDocuments(text, source));
  if (documents.size() > 1) {
    return YamlError(source, documents[1].Mark().line, "There is a second document; give one.");
  }
  return documents.empty() ? YAML::Node() : documents.front();
}

YAML::Node ToYaml(const Message& message, Written written) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  YAML::Node node(YAML::NodeType::Map);
  for (const FieldDescriptor* field : fields) {
    if (written == Written::kSetByCallers && IsOutputOnly(*field)) continue;
    node[field->name()] = FieldToYaml(message, *field, written);
  }
  return node;
}

std::string EmitYaml(const YAML::Node& node) {
  YAML::Emitter emitter;
  emitter << node;
  return absl::StrCat(emitter.c_str(), "\n");
}

}  // namespace taqvim::cli
