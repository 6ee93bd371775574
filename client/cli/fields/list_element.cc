#include "client/cli/fields/list_element.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/text.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMostLabels = 20;

const Message& ElementOf(const Message& holder, const FieldDescriptor& list, int index) {
  return holder.GetReflection()->GetRepeatedMessage(holder, &list, index);
}

std::vector<std::string> KeysOf(const Descriptor& type, const ListKeys& keys) {
  const auto found = keys.find(type.name());
  return found == keys.end() ? std::vector<std::string>() : found->second;
}

// What a text gives of a structure.
struct Given {
  std::unique_ptr<Message> element;
  std::vector<FieldPath> fields;

  bool Has(const std::string& name) const {
    return std::any_of(fields.begin(), fields.end(), [&](const FieldPath& path) {
      return path.size() == 1 && path[0]->name() == name;
    });
  }
};

absl::Status ReadJson(absl::string_view text, Given* given) {
  ASSIGN_OR_RETURN(auto node, ParseYaml(std::string(text), ""));
  Filled filled;
  auto status = YamlFiller("").Fill(node, given->element.get(), &filled);
  given->fields = std::move(filled.fields);
  return status;
}

// Lists within the structure say nothing of which one it is.
absl::Status ReadPairs(absl::string_view text, Given* given) {
  std::vector<std::pair<std::string, std::string>> pairs;
  RETURN_IF_ERROR(SplitPairs(text, &pairs));
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  const std::vector<Flag> parts = FlagsOf(*given->element->GetDescriptor(), rules);
  for (const auto& [name, value] : pairs) {
    const Flag* part = FindFlag(parts, name);
    if (part == nullptr) return NoSuchPart(name, parts);
    if (part->path.back()->is_repeated()) continue;
    auto status = Assign(part->path, value, given->element.get());
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message()));
    given->fields.push_back(part->path);
  }
  return absl::OkStatus();
}

absl::StatusOr<Given> Read(const Message& holder, const FieldDescriptor& list,
                           absl::string_view text) {
  Given given;
  given.element.reset(
      holder.GetReflection()->GetMessageFactory()->GetPrototype(list.message_type())->New());
  const bool json = absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
  RETURN_IF_ERROR(json ? ReadJson(text, &given) : ReadPairs(text, &given));
  return given;
}

bool IsSameIn(const FieldPath& path, const Message& a, const Message& b) {
  const Message *first = &a, *second = &b;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    first = &first->GetReflection()->GetMessage(*first, path[i]);
    second = &second->GetReflection()->GetMessage(*second, path[i]);
  }
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(*first, *second, {path.back()}, {path.back()});
}

std::vector<int> SameIn(const std::vector<FieldPath>& fields, const Given& given,
                        const Message& holder, const FieldDescriptor& list) {
  std::vector<int> same;
  for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &list); ++i) {
    const Message& element = ElementOf(holder, list, i);
    const bool all = std::all_of(fields.begin(), fields.end(), [&](const FieldPath& path) {
      return IsSameIn(path, *given.element, element);
    });
    if (all) same.push_back(i);
  }
  return same;
}

std::string Pair(const Message& message, const FieldDescriptor& field) {
  return absl::StrCat(ToKebab(field.name()), "=", Printable(GetText(message, field)));
}

// The texts of a structure as FIELD=VALUE pairs: of these fields, or of all.
std::string Pairs(const Message& message, const std::vector<std::string>& only) {
  std::vector<std::string> pairs;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated() || !IsText(field)) continue;
    if (!message.GetReflection()->HasField(message, &field)) continue;
    const bool wanted =
        only.empty() || std::find(only.begin(), only.end(), field.name()) != only.end();
    if (wanted) pairs.push_back(Pair(message, field));
  }
  return absl::StrJoin(pairs, ",");
}

}  // namespace

absl::StatusOr<std::vector<int>> MeantToChange(const Message& holder, const FieldDescriptor& list,
                                               const ListKeys& keys, absl::string_view text) {
  const Descriptor& type = *list.message_type();
  ASSIGN_OR_RETURN(const auto given, Read(holder, list, text));
  const FieldDescriptor* id = FindString(type, "id");
  std::vector<FieldPath> telling;
  if (id != nullptr && given.Has("id")) {
    telling.push_back({id});
  } else {
    for (const std::string& key : KeysOf(type, keys)) {
      if (given.Has(key)) telling.push_back({type.FindFieldByName(key)});
    }
  }
  if (!telling.empty()) return SameIn(telling, given, holder, list);
  const std::string there = ElementLabels(holder, list);
  return absl::InvalidArgumentError(absl::StrCat(
      "Say which is meant: ", WhichIsMeant(list, keys),
      there.empty() ? ". There is none yet." : absl::StrCat(". There are ", there, ".")));
}

absl::StatusOr<std::vector<int>> MeantToGo(const Message& holder, const FieldDescriptor& list,
                                           const ListKeys& keys, absl::string_view text) {
  const Descriptor& type = *list.message_type();
  std::string pairs(text);
  const auto ways = KeysOf(type, keys);
  if (!absl::StrContains(text, '=') && !absl::StrContains(text, '{')) {
    if (FindString(type, "id") != nullptr) {
      pairs = absl::StrCat("id=", text);
    } else if (ways.size() == 1) {
      pairs = absl::StrCat(ways[0], "=", text);
    }
  }
  ASSIGN_OR_RETURN(const auto given, Read(holder, list, pairs));
  return SameIn(given.fields, given, holder, list);
}

std::string WhichIsMeant(const FieldDescriptor& list, const ListKeys& keys) {
  if (list.is_map() || IsText(list)) return "";
  std::vector<std::string> words;
  if (auto found = keys.find(list.message_type()->name()); found != keys.end()) {
    words = found->second;
  }
  const std::string last = words.empty() ? "" : words.back();
  if (!words.empty()) words.pop_back();
  const std::string key =
      words.empty() ? last : absl::StrCat(absl::StrJoin(words, ", "), " or ", last);
  if (FindString(*list.message_type(), "id") == nullptr)
    return absl::StrCat("the one of that ", key);
  return key.empty() ? "the one of that id"
                     : absl::StrCat("the one of that id or, without one, of that ", key);
}

int EntryOf(const Message& holder, const FieldDescriptor& map, absl::string_view key) {
  const bool by_language = map.name() != "external_ids";
  int alike = -1, count = 0;
  for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &map); ++i) {
    const std::string there = GetText(ElementOf(holder, map, i), *map.message_type()->map_key());
    if (there == key) return i;
    if (!by_language || !absl::EqualsIgnoreCase(there, key)) continue;
    alike = i;
    ++count;
  }
  return count == 1 ? alike : -1;
}

std::string ElementId(const Message& holder, const FieldDescriptor& list, int index) {
  const FieldDescriptor* id = FindString(*list.message_type(), "id");
  return id == nullptr ? "" : GetText(ElementOf(holder, list, index), *id);
}

std::string ElementName(const Message& holder, const FieldDescriptor& list, const ListKeys& keys,
                        int index) {
  const std::string id = ElementId(holder, list, index);
  if (!id.empty()) return id;
  return Pairs(ElementOf(holder, list, index), KeysOf(*list.message_type(), keys));
}

std::string ElementLabel(const Message& holder, const FieldDescriptor& list, int index) {
  if (!list.is_map()) {
    return IsText(list) ? Printable(GetText(holder, list, index))
                        : Pairs(ElementOf(holder, list, index), {});
  }
  const Message& entry = ElementOf(holder, list, index);
  return absl::StrCat(GetText(entry, *list.message_type()->map_key()), "=",
                      Printable(GetText(entry, *list.message_type()->map_value())));
}

std::string ElementLabels(const Message& holder, const FieldDescriptor& list) {
  const int size = holder.GetReflection()->FieldSize(holder, &list);
  std::vector<std::string> labels;
  for (int i = 0; i < std::min(size, kMostLabels); ++i) {
    labels.push_back(ElementLabel(holder, list, i));
  }
  if (size > kMostLabels) labels.push_back(absl::StrCat(size - kMostLabels, " more"));
  return absl::StrJoin(labels, "; ");
}

std::string ElementText(const Message& holder, const FieldDescriptor& list, int index) {
  if (list.is_map()) return ElementLabel(holder, list, index);
  return IsText(list) ? GetText(holder, list, index)
                      : ElementOf(holder, list, index).ShortDebugString();
}

}  // namespace taqvim::cli
