#include "client/cli/fields/yaml_message.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The tag of a scalar that is a text, whatever it looks like (YAML 1.2, section 6.9.1).
constexpr char kText[] = "!";

// Whether readers of YAML 1.1, as most of Python and Ruby are, take the text for something else:
// `NO` for false, `18:00` for 1080. https://yaml.org/type/
bool IsTakenForAnother(const std::string& text) {
  static const std::set<std::string> kWords = {"y",  "n",    "yes",  "no",    "true", "false",
                                               "on", "off",  "null", "~",     "=",    "<<",
                                               "",   ".inf", ".nan", "+.inf", "-.inf"};
  if (kWords.contains(absl::AsciiStrToLower(text))) return true;
  if (absl::StartsWith(text, "0x") || absl::StartsWith(text, "0b")) return true;
  return text.find_first_of("0123456789") != std::string::npos &&
         text.find_first_not_of("0123456789+-_.,:eE") == std::string::npos;
}

void Emit(const YAML::Node& node, YAML::Emitter* emitter) {
  if (node.Style() == YAML::EmitterStyle::Flow) *emitter << YAML::Flow;
  if (node.IsMap()) {
    *emitter << YAML::BeginMap;
    for (const auto& entry : node) {
      *emitter << YAML::Key;
      Emit(entry.first, emitter);
      *emitter << YAML::Value;
      Emit(entry.second, emitter);
    }
    *emitter << YAML::EndMap;
  } else if (node.IsSequence()) {
    *emitter << YAML::BeginSeq;
    for (const auto& item : node) Emit(item, emitter);
    *emitter << YAML::EndSeq;
  } else if (node.IsScalar()) {
    if (node.Tag() == kText && IsTakenForAnother(node.Scalar())) *emitter << YAML::DoubleQuoted;
    *emitter << node.Scalar();
  } else {
    *emitter << node;
  }
}

// Turns a message into mappings and lists.
class Writer {
 public:
  Writer(Written written, const WriteValue& write) : written_(written), write_(write) {}

  YAML::Node Write(const Message& message) {
    holders_.push_back(&message);
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    YAML::Node node(YAML::NodeType::Map);
    for (const FieldDescriptor* field : fields) {
      if (written_ == Written::kSetByCallers && IsOutputOnly(*field)) continue;
      node[field->name()] = Field(*field);
    }
    holders_.pop_back();
    return node;
  }

 private:
  const Message& holder() const { return *holders_.back(); }

  YAML::Node Field(const FieldDescriptor& field) {
    if (field.is_map()) return Map(field);
    if (!field.is_repeated()) return Value(field, -1);
    YAML::Node list(YAML::NodeType::Sequence);
    const int size = holder().GetReflection()->FieldSize(holder(), &field);
    for (int i = 0; i < size; ++i) list.push_back(Value(field, i));
    return list;
  }

  YAML::Node Map(const FieldDescriptor& field) const {
    std::map<std::string, std::string> sorted;
    const auto* reflection = holder().GetReflection();
    for (int i = 0; i < reflection->FieldSize(holder(), &field); ++i) {
      const Message& entry = reflection->GetRepeatedMessage(holder(), &field, i);
      sorted[GetText(entry, *field.message_type()->map_key())] =
          GetText(entry, *field.message_type()->map_value());
    }
    YAML::Node node(YAML::NodeType::Map);
    for (const auto& [key, value] : sorted) {
      node[Scalar(*field.message_type()->map_key(), key)] =
          Scalar(*field.message_type()->map_value(), value);
    }
    return node;
  }

  // Days are left as they are: what reads them as days reads them well.
  static YAML::Node Scalar(const FieldDescriptor& field, const std::string& text) {
    const bool is_day =
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && absl::StrContains(text, '-');
    const bool is_text = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
                         field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
                         field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    return is_text && !is_day ? TextNode(text) : YAML::Node(text);
  }

  YAML::Node Value(const FieldDescriptor& field, int index) {
    if (IsText(field)) return Scalar(field, write_(holders_, field, index));
    const auto* reflection = holder().GetReflection();
    return Write(index < 0 ? reflection->GetMessage(holder(), &field)
                           : reflection->GetRepeatedMessage(holder(), &field, index));
  }

  const Written written_;
  const WriteValue& write_;
  Holders holders_;
};

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

YAML::Node ToYaml(const Message& message, Written written, const WriteValue& write) {
  return Writer(written, write).Write(message);
}

YAML::Node TextNode(const std::string& text) {
  YAML::Node node(text);
  node.SetTag(kText);
  return node;
}

std::string EmitYaml(const YAML::Node& node) {
  YAML::Emitter emitter;
  Emit(node, &emitter);
  return absl::StrCat(emitter.c_str(), "\n");
}

}  // namespace taqvim::cli
