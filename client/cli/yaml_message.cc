#include "client/cli/yaml_message.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/assign.h"
#include "client/cli/flags.h"
#include "client/cli/suggest.h"
#include "client/cli/text.h"
#include "client/cli/usage_error.h"
#include "client/cli/values.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status ErrorAt(absl::string_view source, int line, absl::string_view message) {
  if (source.empty()) return UsageError(message);
  return UsageError(absl::StrCat(source, ":", line + 1, ": ", message));
}

class Filler {
 public:
  explicit Filler(absl::string_view source) : source_(source) {}

  absl::Status FillMessage(const YAML::Node& node, Message* message) {
    if (node.IsNull()) return absl::OkStatus();
    if (!node.IsMap()) {
      return Error(node, absl::StrCat(message->GetDescriptor()->name(),
                                      " is a mapping of its fields to values."));
    }
    std::set<const FieldDescriptor*> seen;
    OneofWatch watch;
    for (const auto& entry : node) {
      auto path = FindPath(entry.first, *message->GetDescriptor());
      if (!path.ok()) return path.status();
      if (!seen.insert(path->back()).second) {
        return Error(entry.first, absl::StrCat("\"", entry.first.Scalar(), "\" is given twice."));
      }
      if (auto status = watch.See(*path, entry.first.Scalar()); !status.ok()) {
        return Error(entry.first, status.message());
      }
      auto status = FillField(entry.second, *path->back(), HolderOf(*path, message));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Error(const YAML::Node& node, absl::string_view message) const {
    return ErrorAt(source_, node.Mark().line, message);
  }

  absl::StatusOr<FieldPath> FindPath(const YAML::Node& key, const Descriptor& type) const {
    if (!key.IsScalar()) return Error(key, "A key is the name of a field.");
    const std::string word = ToKebab(key.Scalar());
    if (const auto* field = type.FindFieldByName(ToSnake(word))) return FieldPath{field};
    const std::vector<Flag> flags = FlagsOf(type);
    if (const Flag* flag = FindFlag(flags, word)) return flag->path;
    std::vector<std::string> names;
    for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
    for (const std::string& name : FlagNames(flags)) names.push_back(ToSnake(name));
    return Error(key, absl::StrCat(type.name(), " has no field \"", key.Scalar(), "\"",
                                   DidYouMean(ToSnake(word), names)));
  }

  absl::Status FillField(const YAML::Node& node, const FieldDescriptor& field, Message* holder) {
    const bool merges = !field.is_repeated() && !IsText(field) && !node.IsNull();
    if (!merges) holder->GetReflection()->ClearField(holder, &field);
    if (node.IsNull()) return absl::OkStatus();
    if (field.is_map()) return FillMap(node, field, holder);
    if (!field.is_repeated() || !node.IsSequence()) return FillOne(node, field, holder);
    for (const auto& item : node) {
      if (auto status = FillOne(item, field, holder); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status FillMap(const YAML::Node& node, const FieldDescriptor& field, Message* holder) {
    if (!node.IsMap()) {
      return Error(node, absl::StrCat(field.name(), " is a mapping, such as {en: Hall}."));
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
        return Error(entry.first, absl::StrCat(field.name(), " maps one text to one text."));
      }
      if (!seen.insert(entry.first.Scalar()).second) {
        return Error(entry.first, absl::StrCat("\"", entry.first.Scalar(), "\" is given twice."));
      }
      auto status = SetMapEntry(field, entry.first.Scalar(), entry.second.Scalar(), holder);
      if (!status.ok()) return Error(entry.second, status.message());
    }
    return absl::OkStatus();
  }

  absl::Status FillOne(const YAML::Node& node, const FieldDescriptor& field, Message* holder) {
    if (node.IsScalar() && IsText(field)) {
      auto status = SetText(field, node.Scalar(), holder);
      return status.ok() ? status : Error(node, absl::StrCat(field.name(), ": ", status.message()));
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return Error(node, absl::StrCat(field.name(), " is one value",
                                      field.is_repeated() ? " or a list of such." : "."));
    }
    const auto* reflection = holder->GetReflection();
    return FillMessage(node, field.is_repeated() ? reflection->AddMessage(holder, &field)
                                                 : reflection->MutableMessage(holder, &field));
  }

  const absl::string_view source_;
};

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

YAML::Node ValueToYaml(const Message& message, const FieldDescriptor& field, int index) {
  if (IsText(field)) return YAML::Node(GetText(message, field, index));
  const auto* reflection = message.GetReflection();
  return ToYaml(index < 0 ? reflection->GetMessage(message, &field)
                          : reflection->GetRepeatedMessage(message, &field, index));
}

YAML::Node FieldToYaml(const Message& message, const FieldDescriptor& field) {
  if (field.is_map()) return MapToYaml(message, field);
  if (!field.is_repeated()) return ValueToYaml(message, field, -1);
  YAML::Node list(YAML::NodeType::Sequence);
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    list.push_back(ValueToYaml(message, field, i));
  }
  return list;
}

}  // namespace

absl::StatusOr<std::vector<YAML::Node>> ParseYamlDocuments(const std::string& text,
                                                           absl::string_view source) {
  try {
    return YAML::LoadAll(text);
  } catch (const YAML::Exception& error) {
    return ErrorAt(source, error.mark.line, absl::StrCat("This is not YAML: ", error.msg, "."));
  }
}

absl::StatusOr<YAML::Node> ParseYaml(const std::string& text, absl::string_view source) {
  auto documents = ParseYamlDocuments(text, source);
  if (!documents.ok()) return documents.status();
  if (documents->size() > 1) {
    return ErrorAt(source, (*documents)[1].Mark().line, "There is a second document; give one.");
  }
  return documents->empty() ? YAML::Node() : documents->front();
}

absl::Status FillFromYaml(const YAML::Node& node, absl::string_view source, Message* message) {
  return Filler(source).FillMessage(node, message);
}

YAML::Node ToYaml(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  YAML::Node node(YAML::NodeType::Map);
  for (const FieldDescriptor* field : fields) node[field->name()] = FieldToYaml(message, *field);
  return node;
}

std::string EmitYaml(const YAML::Node& node) {
  YAML::Emitter emitter;
  emitter << node;
  return absl::StrCat(emitter.c_str(), "\n");
}

}  // namespace taqvim::cli
