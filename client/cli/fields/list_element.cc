#include "client/cli/fields/list_element.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <memory>
#include <set>
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

// What FIELD=VALUE pairs of a structure can name.
std::vector<Flag> PartsOf(const Descriptor& type) {
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  return FlagsOf(type, rules);
}

// What changes a list within the structure says nothing of which one it is.
absl::Status ReadPairs(absl::string_view text, Given* given) {
  std::vector<std::pair<std::string, std::string>> pairs;
  RETURN_IF_ERROR(SplitPairs(text, &pairs));
  const std::vector<Flag> parts = PartsOf(*given->element->GetDescriptor());
  for (const auto& [name, value] : pairs) {
    const Flag* part = FindFlag(parts, name);
    if (part == nullptr) return NoSuchPart(name, parts);
    if (part->change != ListChange::kOne) continue;
    auto status = Assign(part->path, value, given->element.get());
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message()));
    given->fields.push_back(part->path);
  }
  return absl::OkStatus();
}

bool SaysJson(absl::string_view text) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
}

Given NothingOf(const Message& holder, const FieldDescriptor& list) {
  Given given;
  given.element.reset(
      holder.GetReflection()->GetMessageFactory()->GetPrototype(list.message_type())->New());
  return given;
}

absl::StatusOr<Given> Read(const Message& holder, const FieldDescriptor& list,
                           absl::string_view text) {
  Given given = NothingOf(holder, list);
  RETURN_IF_ERROR(SaysJson(text) ? ReadJson(text, &given) : ReadPairs(text, &given));
  return given;
}

// Of a list or map, how much of what is given of it an element must have.
enum class Needed { kAll, kAny };

// Whether the list or map of an element has the one of what is given at the index.
bool Has(const Message& element, const FieldDescriptor& list, const Message& given, int index) {
  if (list.is_map()) {
    const FieldDescriptor &key = *list.message_type()->map_key(),
                          &value = *list.message_type()->map_value();
    const Message& entry = ElementOf(given, list, index);
    const int found = EntryOf(element, list, GetText(entry, key));
    return found >= 0 && GetText(ElementOf(element, list, found), value) == GetText(entry, value);
  }
  const std::string wanted = ElementText(given, list, index);
  for (int i = 0; i < element.GetReflection()->FieldSize(element, &list); ++i) {
    if (ElementText(element, list, i) == wanted) return true;
  }
  return false;
}

bool IsSameInList(const FieldDescriptor& list, const Message& given, const Message& element,
                  Needed needed) {
  const int size = given.GetReflection()->FieldSize(given, &list);
  int has = 0;
  for (int i = 0; i < size; ++i) has += Has(element, list, given, i) ? 1 : 0;
  if (size == 0) return element.GetReflection()->FieldSize(element, &list) == 0;
  return needed == Needed::kAll ? has == size : has > 0;
}

bool IsSameIn(const FieldPath& path, const Message& given, const Message& element, Needed needed) {
  const Message *first = &given, *second = &element;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    first = &first->GetReflection()->GetMessage(*first, path[i]);
    second = &second->GetReflection()->GetMessage(*second, path[i]);
  }
  if (path.back()->is_repeated()) return IsSameInList(*path.back(), *first, *second, needed);
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(*first, *second, {path.back()}, {path.back()});
}

std::vector<int> SameIn(const std::vector<FieldPath>& fields, const Message& given,
                        const Message& holder, const FieldDescriptor& list, Needed needed) {
  std::vector<int> same;
  for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &list); ++i) {
    const Message& element = ElementOf(holder, list, i);
    const bool all = std::all_of(fields.begin(), fields.end(), [&](const FieldPath& path) {
      return IsSameIn(path, given, element, needed);
    });
    if (all) same.push_back(i);
  }
  return same;
}

// Those of which an entry of the map has that value, whatever its key is.
std::vector<int> WithEntry(const FieldDescriptor& map, absl::string_view value,
                           const Message& holder, const FieldDescriptor& list) {
  std::vector<int> with;
  for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &list); ++i) {
    const Message& element = ElementOf(holder, list, i);
    const int size = element.GetReflection()->FieldSize(element, &map);
    int entry = 0;
    while (entry < size &&
           GetText(ElementOf(element, map, entry), *map.message_type()->map_value()) != value) {
      ++entry;
    }
    if (entry < size) with.push_back(i);
  }
  return with;
}

// Those of which the field has the value that the text says.
absl::StatusOr<std::vector<int>> WithValue(const FieldDescriptor& field, absl::string_view text,
                                           const Message& holder, const FieldDescriptor& list) {
  if (field.is_map()) return WithEntry(field, text, holder, list);
  const Given given = NothingOf(holder, list);
  if (auto status = Assign({&field}, text, given.element.get()); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(ToKebab(field.name()), ": ", status.message()));
  }
  return SameIn({{&field}}, *given.element, holder, list, Needed::kAll);
}

// Those of which the text is the id or, where it is none's, the value of a key. An error
// when it can be neither.
absl::StatusOr<std::vector<int>> MeantByValue(const Message& holder, const FieldDescriptor& list,
                                              const ListKeys& keys, absl::string_view text) {
  const Descriptor& type = *list.message_type();
  absl::StatusOr<std::vector<int>> first = absl::InvalidArgumentError("");
  if (const FieldDescriptor* id = FindString(type, "id")) {
    first = WithValue(*id, text, holder, list);
    if (first.ok() && !first->empty()) return first;
  }
  std::set<int> meant;
  for (const std::string& key : KeysOf(type, keys)) {
    const auto with = WithValue(*type.FindFieldByName(key), text, holder, list);
    if (with.ok()) meant.insert(with->begin(), with->end());
    if (!first.ok() && (with.ok() || first.status().message().empty())) first = with;
  }
  if (!first.ok()) return first;
  return std::vector<int>(meant.begin(), meant.end());
}

// Whether the text is written as a structure, as far as its beginning says.
bool IsStructure(const Descriptor& type, absl::string_view text) {
  if (SaysJson(text)) return true;
  const size_t equals = text.find('=');
  return equals != absl::string_view::npos &&
         FindFlag(PartsOf(type), text.substr(0, equals)) != nullptr;
}

std::string Pair(const Message& message, const FieldDescriptor& field) {
  return absl::StrCat(ToKebab(field.name()), "=", Printable(GetText(message, field)));
}

// The entries of a map as FIELD=KEY=VALUE pairs, by their keys.
std::vector<std::string> EntryPairs(const Message& message, const FieldDescriptor& map) {
  std::vector<std::string> pairs;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &map); ++i) {
    const Message& entry = ElementOf(message, map, i);
    pairs.push_back(absl::StrCat(ToKebab(map.name()), "=",
                                 GetText(entry, *map.message_type()->map_key()), "=",
                                 Printable(GetText(entry, *map.message_type()->map_value()))));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

// The keys of a structure as FIELD=VALUE pairs, with its other texts or without.
enum class Which { kAll, kKeys };
std::string PairsText(const Message& message, const std::vector<std::string>& keys, Which shown) {
  std::vector<std::string> pairs;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const bool is_key = std::find(keys.begin(), keys.end(), field.name()) != keys.end();
    if (!is_key && shown == Which::kKeys) continue;
    if (is_key && field.is_map()) {
      for (std::string& pair : EntryPairs(message, field)) pairs.push_back(std::move(pair));
      continue;
    }
    if (field.is_repeated() || !IsText(field)) continue;
    if (message.GetReflection()->HasField(message, &field)) pairs.push_back(Pair(message, field));
  }
  return absl::StrJoin(pairs, ",");
}

absl::Status SayWhich(const Message& holder, const FieldDescriptor& list, const ListKeys& keys) {
  const std::string there = ElementLabels(holder, list, keys);
  const std::string which = WhichIsMeant(list, keys);
  return absl::InvalidArgumentError(absl::StrCat(
      which.empty() ? "Nothing tells one from another: replace all, or remove one by all its fields"
                    : absl::StrCat("Say which is meant: ", which),
      there.empty() ? ". There is none yet." : absl::StrCat(". There are ", there, ".")));
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
  if (telling.empty()) return SayWhich(holder, list, keys);
  return SameIn(telling, *given.element, holder, list, Needed::kAny);
}

absl::StatusOr<std::vector<int>> MeantToGo(const Message& holder, const FieldDescriptor& list,
                                           const ListKeys& keys, absl::string_view text) {
  const auto given = Read(holder, list, text);
  if (given.ok() && given->fields.empty()) return SayWhich(holder, list, keys);
  if (given.ok()) return SameIn(given->fields, *given->element, holder, list, Needed::kAll);
  if (IsStructure(*list.message_type(), text)) return given.status();
  const auto meant = MeantByValue(holder, list, keys, text);
  if (!meant.ok()) return meant.status().message().empty() ? given.status() : meant.status();
  // What is no value and looks like fields.
  if (meant->empty() && absl::StrContains(text, '=')) return given.status();
  return meant;
}

std::string WhichIsMeant(const FieldDescriptor& list, const ListKeys& keys) {
  if (list.is_map() || IsText(list)) return "";
  std::vector<std::string> words;
  for (const std::string& key : KeysOf(*list.message_type(), keys)) words.push_back(ToKebab(key));
  const bool has_id = FindString(*list.message_type(), "id") != nullptr;
  if (words.empty()) return has_id ? "the one of that id" : "";
  const std::string last = words.back();
  words.pop_back();
  const std::string key =
      words.empty() ? last : absl::StrCat(absl::StrJoin(words, ", "), " or ", last);
  return has_id ? absl::StrCat("the one of that id or, without one, of that ", key)
                : absl::StrCat("the one of that ", key);
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
  return PairsText(ElementOf(holder, list, index), KeysOf(*list.message_type(), keys),
                   Which::kKeys);
}

std::string ElementLabel(const Message& holder, const FieldDescriptor& list, const ListKeys& keys,
                         int index) {
  if (IsText(list)) return Printable(GetText(holder, list, index));
  const Message& element = ElementOf(holder, list, index);
  if (list.is_map()) {
    return absl::StrCat(GetText(element, *list.message_type()->map_key()), "=",
                        Printable(GetText(element, *list.message_type()->map_value())));
  }
  const std::string pairs = PairsText(element, KeysOf(*list.message_type(), keys), Which::kAll);
  return pairs.empty() ? ElementText(holder, list, index) : pairs;
}

std::string ElementLabels(const Message& holder, const FieldDescriptor& list,
                          const ListKeys& keys) {
  const int size = holder.GetReflection()->FieldSize(holder, &list);
  std::vector<std::string> labels;
  for (int i = 0; i < std::min(size, kMostLabels); ++i) {
    labels.push_back(ElementLabel(holder, list, keys, i));
  }
  if (size > kMostLabels) labels.push_back(absl::StrCat(size - kMostLabels, " more"));
  return absl::StrJoin(labels, "; ");
}

std::string ElementText(const Message& holder, const FieldDescriptor& list, int index) {
  if (list.is_map()) return ElementLabel(holder, list, {}, index);
  return IsText(list) ? GetText(holder, list, index)
                      : ElementOf(holder, list, index).ShortDebugString();
}

}  // namespace taqvim::cli
