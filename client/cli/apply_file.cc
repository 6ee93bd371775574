#include "client/cli/apply_file.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/annotations.h"
#include "client/cli/names.h"
#include "client/cli/session.h"
#include "client/cli/suggest.h"
#include "client/cli/usage_error.h"
#include "client/cli/yaml_message.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The keys of the lists that stand where `within` says.
std::vector<std::string> KeysWithin(absl::string_view within) {
  std::vector<std::string> keys;
  for (const ApplyKind& kind : ApplyKinds()) {
    if (kind.within == within) keys.push_back(kind.key);
  }
  return keys;
}

class Parser {
 public:
  explicit Parser(std::string path) : path_(std::move(path)) {}

  // Throws YAML::Exception.
  absl::Status ReadDocument(const YAML::Node& document) {
    if (document.IsNull()) return absl::OkStatus();
    if (!document.IsMap()) return Wrong(document, "a file is a map of lists, such as `events:`.");
    for (const auto& list : document) {
      const std::string key = list.first.as<std::string>();
      const ApplyKind* kind = FindApplyKind(key);
      if (kind == nullptr || !kind->within.empty()) {
        const auto keys = KeysWithin("");
        return Wrong(list.first, absl::StrCat("there is no list \"", key, "\"; there are ",
                                              absl::StrJoin(keys, ", "), DidYouMean(key, keys)));
      }
      if (auto status = ReadList(*kind, list.second, ""); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  std::vector<WantedResource> Take() { return std::move(wanted_); }

 private:
  absl::Status ReadList(const ApplyKind& kind, const YAML::Node& list, const std::string& parent) {
    if (list.IsNull()) return absl::OkStatus();
    if (!list.IsSequence()) return Wrong(list, absl::StrCat(kind.key, " is a list of entries."));
    for (const YAML::Node& entry : list) {
      if (auto status = ReadEntry(kind, entry, parent); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status ReadEntry(const ApplyKind& kind, const YAML::Node& entry,
                         const std::string& parent) {
    if (!entry.IsMap() || !entry["id"] || !entry["id"].IsScalar()) {
      return Wrong(entry, absl::StrCat("an entry of ", kind.key,
                                       " needs an `id`, the last part of its name."));
    }
    WantedResource wanted;
    wanted.kind = &kind;
    wanted.where = Where(entry);
    wanted.name = NameOf(kind, entry["id"].Scalar(), parent);
    // The fields of the message, without the keys that have a meaning of their own.
    YAML::Node fields(YAML::NodeType::Map);
    std::vector<std::pair<const ApplyKind*, YAML::Node>> lists;
    for (const auto& pair : entry) {
      const std::string key = pair.first.as<std::string>();
      const ApplyKind* inner = FindApplyKind(key);
      if (key == "id") continue;
      if (key == "confirm" && kind.key == "events") {
        wanted.confirm = pair.second.as<bool>();
      } else if (inner != nullptr && inner->within == kind.key) {
        lists.emplace_back(inner, pair.second);
      } else {
        fields[pair.first] = pair.second;
      }
    }
    wanted.body.reset(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(kind.resource)->New());
    auto status = FillFromYaml(fields, path_, wanted.body.get());
    if (!status.ok()) return status;
    wanted.fields = FieldsSetIn(*wanted.body);
    Complete(parent, &wanted);
    const std::string name = wanted.name;
    wanted_.push_back(std::move(wanted));
    for (const auto& [inner, list] : lists) {
      if (status = ReadList(*inner, list, name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  static std::vector<std::string> FieldsSetIn(const Message& message) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    std::vector<std::string> names;
    for (const FieldDescriptor* field : set) names.push_back(field->name());
    return names;
  }

  static std::string NameOf(const ApplyKind& kind, const std::string& id,
                            const std::string& parent) {
    return absl::StrCat(parent, parent.empty() ? "" : "/", kind.key, "/", id);
  }

  // Sets the name, and gives spaces that are named by their id alone the venue
  // in whose entry they stand.
  static void Complete(const std::string& parent, WantedResource* wanted) {
    Message* body = wanted->body.get();
    const auto* reflection = body->GetReflection();
    reflection->SetString(body, FindString(*wanted->kind->resource, "name"), wanted->name);
    if (parent.empty()) return;
    for (int i = 0; i < wanted->kind->resource->field_count(); ++i) {
      const FieldDescriptor* field = wanted->kind->resource->field(i);
      const auto* referenced = ReferencedResource(*field);
      if (referenced == nullptr || !field->is_repeated()) continue;
      for (int k = 0; k < reflection->FieldSize(*body, field); ++k) {
        reflection->SetRepeatedString(
            body, field, k,
            ExpandName(NamePattern(*referenced), reflection->GetRepeatedString(*body, field, k),
                       {parent}));
      }
    }
  }

  std::string Where(const YAML::Node& node) const {
    return absl::StrCat(path_, ":", node.Mark().line + 1);
  }

  absl::Status Wrong(const YAML::Node& node, absl::string_view message) const {
    return UsageError(absl::StrCat(Where(node), ": ", message));
  }

  const std::string path_;
  std::vector<WantedResource> wanted_;
};

absl::Status RefuseDuplicates(const std::vector<WantedResource>& wanted) {
  std::map<std::string, const WantedResource*> seen;
  for (const WantedResource& resource : wanted) {
    const auto [first, added] = seen.emplace(resource.name, &resource);
    if (!added) {
      return UsageError(absl::StrCat(resource.where, ": ", resource.name, " is already given at ",
                                     first->second->where, "; give it once."));
    }
  }
  return absl::OkStatus();
}

// Moves spaces behind their parts. Spaces that contain themselves keep their
// order, for the server to refuse.
void OrderSpaces(std::vector<WantedResource>* spaces) {
  std::set<std::string> waiting;
  for (const WantedResource& space : *spaces) waiting.insert(space.name);
  const auto is_ready = [&waiting](const WantedResource& space) {
    const FieldDescriptor* parts = space.kind->resource->FindFieldByName("parts");
    const auto names =
        space.body->GetReflection()->GetRepeatedFieldRef<std::string>(*space.body, parts);
    for (const std::string& part : names) {
      if (waiting.contains(part)) return false;
    }
    return true;
  };
  std::vector<WantedResource> ordered;
  bool progress = true;
  while (progress) {
    progress = false;
    for (WantedResource& space : *spaces) {
      if (!waiting.contains(space.name) || !is_ready(space)) continue;
      waiting.erase(space.name);
      ordered.push_back(std::move(space));
      progress = true;
    }
  }
  for (WantedResource& space : *spaces) {
    if (space.body != nullptr) ordered.push_back(std::move(space));
  }
  *spaces = std::move(ordered);
}

}  // namespace

absl::StatusOr<std::vector<WantedResource>> ParseWanted(const std::string& text,
                                                        const std::string& path) {
  Parser parser(path);
  try {
    auto document = ParseYaml(text, path);
    if (!document.ok()) return document.status();
    if (auto status = parser.ReadDocument(*document); !status.ok()) return status;
  } catch (const YAML::Exception& error) {
    return UsageError(absl::StrCat(path, ":", error.mark.line + 1, ": ", error.msg, "."));
  }
  return parser.Take();
}

absl::StatusOr<std::vector<WantedResource>> ReadWanted(const std::vector<std::string>& paths) {
  std::map<std::string, std::vector<WantedResource>> by_kind;
  std::vector<WantedResource> all;
  for (const std::string& path : paths) {
    auto text = ReadFile(path);
    if (!text.ok()) return text.status();
    auto wanted = ParseWanted(*text, path);
    if (!wanted.ok()) return wanted.status();
    for (WantedResource& resource : *wanted) all.push_back(std::move(resource));
  }
  if (auto status = RefuseDuplicates(all); !status.ok()) return status;
  for (WantedResource& resource : all) by_kind[resource.kind->key].push_back(std::move(resource));
  OrderSpaces(&by_kind["spaces"]);
  all.clear();
  for (const ApplyKind& kind : ApplyKinds()) {
    for (WantedResource& resource : by_kind[kind.key]) all.push_back(std::move(resource));
  }
  return all;
}

}  // namespace taqvim::cli
