#include "client/cli/fields/value_text.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/flags.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_message.h"
#include "google/protobuf/util/message_differencer.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Pairs = std::vector<std::pair<std::string, std::string>>;
using Fields = std::set<const FieldDescriptor*>;

bool ReadsAsJson(absl::string_view text) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
}

// Within braces on one line, as a flag takes it.
std::string Braces(const Message& structure) {
  YAML::Emitter emitter;
  emitter.SetMapFormat(YAML::Flow);
  emitter.SetSeqFormat(YAML::Flow);
  emitter.SetStringFormat(YAML::DoubleQuoted);
  emitter << ToYaml(structure);
  return emitter.c_str();
}

// The pairs that set what the part of the structure has; false where none can.
bool AddPairs(const Flag& part, const Message& structure, Pairs* pairs) {
  if (!IsSet(part.path, structure)) return true;
  const FieldDescriptor& field = *part.path.back();
  const std::unique_ptr<Message> copy(structure.New());
  copy->CopyFrom(structure);
  const Message& holder = *HolderOf(part.path, copy.get());
  const auto* reflection = holder.GetReflection();
  if (field.is_map()) {
    for (int i = 0; i < reflection->FieldSize(holder, &field); ++i) {
      const Message& entry = reflection->GetRepeatedMessage(holder, &field, i);
      pairs->emplace_back(part.name,
                          absl::StrCat(GetText(entry, *field.message_type()->map_key()), "=",
                                       GetText(entry, *field.message_type()->map_value())));
    }
    return true;
  }
  if (!IsText(field)) return false;
  const int size = field.is_repeated() ? reflection->FieldSize(holder, &field) : 1;
  for (int i = 0; i < size; ++i) {
    pairs->emplace_back(part.name, GetText(holder, field, field.is_repeated() ? i : -1));
  }
  return true;
}

// The pairs that set all that the structure has in those fields; nullopt where none can.
std::optional<Pairs> PairsOf(const Message& structure, const Fields& fields) {
  Pairs pairs;
  for (const Flag& part : FlagsOf(*structure.GetDescriptor())) {
    if (fields.contains(part.path[0]) && !AddPairs(part, structure, &pairs)) return std::nullopt;
  }
  return pairs;
}

template <class Choose>
Fields FieldsOf(const Descriptor& type, Choose choose) {
  Fields fields;
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsOutputOnly(*type.field(i)) && choose(*type.field(i))) fields.insert(type.field(i));
  }
  return fields;
}

Fields Different(const Message& before, const Message& after) {
  return FieldsOf(*after.GetDescriptor(),
                  [&](const FieldDescriptor& field) { return !IsSame(field, before, after); });
}

// The top field of the structure that a pair of that name sets; nullptr for none.
const FieldDescriptor* FieldOf(const Descriptor& type, absl::string_view name) {
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  const std::vector<Flag> parts = FlagsOf(type, rules);
  const Flag* part = FindFlag(parts, name);
  return part == nullptr ? nullptr : part->path[0];
}

}  // namespace

bool IsSame(const FieldDescriptor& field, const Message& before, const Message& after) {
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(before, after, {&field}, {&field});
}

std::string StructureText(const Message& structure) {
  const auto pairs = PairsOf(
      structure, FieldsOf(*structure.GetDescriptor(), [](const FieldDescriptor&) { return true; }));
  return pairs && !pairs->empty() ? JoinPairs(*pairs) : Braces(structure);
}

std::string ChangedStructureText(absl::string_view text, const Message& before,
                                 const Message& after) {
  const Fields changed = Different(before, after);
  Pairs given;
  auto fresh = PairsOf(after, changed);
  if (ReadsAsJson(text) || !fresh || !SplitPairs(text, &given).ok()) return StructureText(after);
  const auto is_changed = [&](const auto& pair) {
    return changed.contains(FieldOf(*after.GetDescriptor(), pair.first));
  };
  const auto at = std::find_if(given.begin(), given.end(), is_changed) - given.begin();
  given.erase(std::remove_if(given.begin(), given.end(), is_changed), given.end());
  given.insert(given.begin() + at, fresh->begin(), fresh->end());
  return JoinPairs(given);
}

std::optional<std::string> ChangeOfElement(const Message& before, const Message& after) {
  const FieldDescriptor* id = FindString(*after.GetDescriptor(), "id");
  if (id == nullptr || GetText(after, *id).empty() || !IsSame(*id, before, after)) {
    return std::nullopt;
  }
  const Fields changed = Different(before, after);
  const auto is_said = [&](const FieldDescriptor* field) {
    if (field->is_repeated()) return false;
    // Another member of its oneof is set then.
    return IsSet({field}, after) || field->real_containing_oneof() != nullptr;
  };
  const auto pairs = PairsOf(after, changed);
  if (!pairs || !std::all_of(changed.begin(), changed.end(), is_said)) return std::nullopt;
  Pairs all = {{"id", GetText(after, *id)}};
  all.insert(all.end(), pairs->begin(), pairs->end());
  return JoinPairs(all);
}

}  // namespace taqvim::cli
