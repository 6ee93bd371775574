#include "client/cli/apply/apply_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "google/protobuf/reflection.h"
#include "proto/status_macros.h"
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

std::string NameOf(const ApplyKind& kind, const std::string& id, const std::string& parent) {
  return absl::StrCat(parent, parent.empty() ? "" : "/", kind.key, "/", id);
}

class Parser {
 public:
  explicit Parser(const std::string& path) : path_(path), filler_(path) {}

  absl::Status ReadDocument(const YAML::Node& document) {
    if (document.IsNull()) return absl::OkStatus();
    if (!document.IsMap()) return Wrong(document, "a file is a map of lists, such as `events:`.");
    for (const auto& list : document) {
      const std::string& key = list.first.Scalar();
      const ApplyKind* kind = FindApplyKind(key);
      if (kind == nullptr || !kind->within.empty()) {
        const auto keys = KeysWithin("");
        return Wrong(list.first, absl::StrCat("there is no list \"", key, "\"; there are ",
                                              absl::StrJoin(keys, ", "), DidYouMean(key, keys)));
      }
      RETURN_IF_ERROR(ReadList(*kind, list.second, ""));
    }
    return absl::OkStatus();
  }

  std::vector<WantedResource> Take() { return std::move(wanted_); }

 private:
  absl::Status ReadList(const ApplyKind& kind, const YAML::Node& list, const std::string& parent) {
    if (list.IsNull()) return absl::OkStatus();
    if (!list.IsSequence()) return Wrong(list, absl::StrCat(kind.key, " is a list of entries."));
    for (const YAML::Node& entry : list) {
      RETURN_IF_ERROR(ReadEntry(kind, entry, parent));
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
    wanted.file = path_;
    wanted.line = entry.Mark().line + 1;
    wanted.name = NameOf(kind, entry["id"].Scalar(), parent);
    const std::string name = wanted.name;
    RETURN_IF_ERROR(ReadConfirm(entry, &wanted));
    wanted.body.reset(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(kind.resource)->New());
    RETURN_IF_ERROR(
        filler_.Fill(entry, wanted.body.get(), &wanted.filled, name, KeysBesides(kind)));
    Complete(parent, &wanted);
    if (!OnlyHolds(kind, entry, wanted)) wanted_.push_back(std::move(wanted));
    return ReadWithin(kind, entry, name);
  }

  // Whether the entry sets nothing, and only says where others stand.
  static bool OnlyHolds(const ApplyKind& kind, const YAML::Node& entry,
                        const WantedResource& wanted) {
    const auto keys = KeysWithin(kind.key);
    const auto has = [&](const std::string& key) { return static_cast<bool>(entry[key]); };
    return wanted.filled.fields.empty() && std::any_of(keys.begin(), keys.end(), has);
  }

  // The keys that have a meaning of their own, and name no field.
  static std::set<std::string> KeysBesides(const ApplyKind& kind) {
    std::set<std::string> keys = {"id"};
    if (kind.key == "events") keys.insert("confirm");
    for (const std::string& key : KeysWithin(kind.key)) keys.insert(key);
    return keys;
  }

  absl::Status ReadConfirm(const YAML::Node& entry, WantedResource* wanted) const {
    const YAML::Node confirm = entry["confirm"];
    if (wanted->kind->key != "events" || !confirm || confirm.IsNull()) return absl::OkStatus();
    if (YAML::convert<bool>::decode(confirm, wanted->confirm)) return absl::OkStatus();
    return Wrong(confirm, absl::StrCat(wanted->name, ": confirm: It is true or false."));
  }

  absl::Status ReadWithin(const ApplyKind& kind, const YAML::Node& entry, const std::string& name) {
    for (const std::string& key : KeysWithin(kind.key)) {
      const YAML::Node list = entry[key];
      if (!list) continue;
      RETURN_IF_ERROR(ReadList(*FindApplyKind(key), list, name));
    }
    return absl::OkStatus();
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

  absl::Status Wrong(const YAML::Node& node, absl::string_view message) const {
    return UsageError(absl::StrCat(path_, ":", node.Mark().line + 1, ": ", message));
  }

  const std::string path_;
  YamlFiller filler_;
  std::vector<WantedResource> wanted_;
};

absl::Status RefuseDuplicates(const std::vector<WantedResource>& wanted) {
  std::map<std::string, const WantedResource*> seen;
  for (const WantedResource& resource : wanted) {
    const auto [first, added] = seen.emplace(resource.name, &resource);
    if (!added) {
      return UsageError(absl::StrCat(resource.Where(), " is already given at ", first->second->file,
                                     ":", first->second->line, "; give it once."));
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

std::string WantedResource::Where() const {
  return file.empty() ? name : absl::StrCat(file, ":", line, ": ", name);
}

std::string WantedResource::Where(absl::string_view field) const {
  if (file.empty()) return absl::StrCat(name, field.empty() ? "" : ": ", field);
  int at = line;
  // What the server names may lie within what the file has on one line.
  for (absl::string_view path = field; !path.empty();) {
    const auto found = filled.lines.find(std::string(path));
    if (found != filled.lines.end()) {
      at = found->second;
      break;
    }
    const size_t end = path.find_last_of(".[");
    path = path.substr(0, end == absl::string_view::npos ? 0 : end);
  }
  return absl::StrCat(file, ":", at, ": ", name, field.empty() ? "" : ": ", field);
}

absl::StatusOr<std::vector<WantedResource>> ParseWanted(const std::string& text,
                                                        const std::string& path) {
  ASSIGN_OR_RETURN(const auto documents, ParseYamlDocuments(text, path));
  Parser parser(path);
  for (const YAML::Node& document : documents) RETURN_IF_ERROR(parser.ReadDocument(document));
  return parser.Take();
}

absl::StatusOr<std::vector<WantedResource>> ReadWanted(const std::vector<std::string>& paths) {
  std::map<std::string, std::vector<WantedResource>> by_kind;
  std::vector<WantedResource> all;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(auto text, ReadFile(path));
    ASSIGN_OR_RETURN(auto wanted, ParseWanted(text, path));
    for (WantedResource& resource : wanted) all.push_back(std::move(resource));
  }
  RETURN_IF_ERROR(RefuseDuplicates(all));
  for (WantedResource& resource : all) by_kind[resource.kind->key].push_back(std::move(resource));
  OrderSpaces(&by_kind["spaces"]);
  all.clear();
  for (const ApplyKind& kind : ApplyKinds()) {
    for (WantedResource& resource : by_kind[kind.key]) all.push_back(std::move(resource));
  }
  return all;
}

}  // namespace taqvim::cli
