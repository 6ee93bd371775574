#include "client/cli/fields/list_change.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/apply_differences.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/list_element.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

int SizeOf(const Message& holder, const FieldDescriptor& list) {
  return holder.GetReflection()->FieldSize(holder, &list);
}

// Removes one and keeps the order of the others.
void RemoveAt(const FieldDescriptor& list, int index, Message* holder) {
  const auto* reflection = holder->GetReflection();
  for (int i = index; i + 1 < SizeOf(*holder, list); ++i) {
    reflection->SwapElements(holder, &list, i, i + 1);
  }
  reflection->RemoveLast(holder, &list);
}

// The flag's own name without what it does.
std::string BaseName(const Flag& flag) {
  absl::string_view name = flag.name;
  for (const char* prefix : {"add-", "remove-", "replace-"}) {
    if (flag.change != ListChange::kOne && absl::ConsumePrefix(&name, prefix)) break;
  }
  return std::string(name);
}

bool IsJson(absl::string_view text) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
}

std::string Shown(absl::string_view value) {
  return value.empty() ? "(nothing)" : Printable(value);
}

std::vector<std::string> AllFields(const Message& message) {
  std::vector<std::string> names;
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

}  // namespace

absl::StatusOr<std::string> ListChanger::Change(const Flag& flag, absl::string_view text,
                                                Message* holder) const {
  const FieldDescriptor& list = *flag.path.back();
  if (flag.change == ListChange::kReplace && text.empty()) return std::string();
  if (list.is_map()) return ChangeMap(flag, text, holder);
  return IsText(list) ? ChangeTexts(flag, text, holder) : ChangeStructures(flag, text, holder);
}

absl::StatusOr<std::string> ListChanger::ChangeMap(const Flag& flag, absl::string_view text,
                                                   Message* holder) const {
  const FieldDescriptor& map = *flag.path.back();
  const size_t end = std::min(text.find('='), text.size());
  const int index = EntryOf(*holder, map, text.substr(0, end));
  // As it is tagged there: as long as what was given.
  const std::string label =
      index < 0 ? std::string(text) : ElementLabel(*holder, map, keys_, index);
  const std::string key = label.substr(0, end);
  const std::string entry = absl::StrCat(key, text.substr(end));
  const bool removes = flag.change == ListChange::kRemove || key.size() + 1 == text.size();
  if (removes && !key.empty() && flag.change != ListChange::kReplace) {
    if (index < 0) return None(flag, *holder);
    RemoveAt(map, index, holder);
    return absl::StrCat("removed ", key);
  }
  const std::string before = index < 0 ? "" : label.substr(end + 1);
  RETURN_IF_ERROR(Assign({&map}, entry, holder));
  if (index < 0) return absl::StrCat("added ", key);
  return absl::StrCat(key, " ", Shown(before), " -> ", Shown(text.substr(end + 1)));
}

absl::StatusOr<std::string> ListChanger::ChangeTexts(const Flag& flag, absl::string_view text,
                                                     Message* holder) const {
  const FieldDescriptor& list = *flag.path.back();
  // The value as it would be stored is the last of the list.
  RETURN_IF_ERROR(SetText(list, text, holder));
  const int last = SizeOf(*holder, list) - 1;
  const std::string value = GetText(*holder, list, last);
  int index = 0;
  while (GetText(*holder, list, index) != value) ++index;
  const bool is_there = index < last;
  const bool adds = flag.change == ListChange::kAdd || flag.change == ListChange::kReplace;
  if (adds && !is_there) return absl::StrCat("added ", value);
  holder->GetReflection()->RemoveLast(holder, &list);
  if (!is_there) return None(flag, *holder);
  if (flag.change != ListChange::kRemove) return absl::StrCat(value, " is there already");
  RemoveAt(list, index, holder);
  return absl::StrCat("removed ", value);
}

absl::StatusOr<std::string> ListChanger::ChangeStructures(const Flag& flag, absl::string_view text,
                                                          Message* holder) const {
  const FieldDescriptor& list = *flag.path.back();
  if (flag.change == ListChange::kAdd || flag.change == ListChange::kReplace) {
    return AddStructure(flag, text, holder);
  }
  const bool removes = flag.change == ListChange::kRemove;
  ASSIGN_OR_RETURN(const auto meant, removes ? MeantToGo(*holder, list, keys_, text)
                                             : MeantToChange(*holder, list, keys_, text));
  if (meant.empty()) return None(flag, *holder);
  if (meant.size() > 1) return Several(flag, *holder, meant);
  const int index = meant.front();
  const std::string label = ElementLabel(*holder, list, keys_, index);
  if (removes) {
    RemoveAt(list, index, holder);
    return absl::StrCat("removed ", label);
  }
  const std::string name = ElementName(*holder, list, keys_, index);
  ASSIGN_OR_RETURN(auto done, MergeInto(text, holder->GetReflection()->MutableRepeatedMessage(
                                                  holder, &list, index)));
  return absl::StrCat(name, " ", done);
}

absl::StatusOr<std::string> ListChanger::AddStructure(const Flag& flag, absl::string_view text,
                                                      Message* holder) const {
  const FieldDescriptor& list = *flag.path.back();
  RETURN_IF_ERROR(Assign({&list}, text, holder));
  const int last = SizeOf(*holder, list) - 1;
  const std::string id = ElementId(*holder, list, last);
  for (int i = 0; i < last && !id.empty(); ++i) {
    if (ElementId(*holder, list, i) != id) continue;
    return absl::InvalidArgumentError(absl::StrCat("There is one of id ", id, " already; ", dashes_,
                                                   BaseName(flag), " id=", id, ",... changes it."));
  }
  return absl::StrCat("added ", ElementLabel(*holder, list, keys_, last));
}

// Sets what the text gives of the element, and says what that changed.
absl::StatusOr<std::string> ListChanger::MergeInto(absl::string_view text, Message* element) const {
  const std::unique_ptr<Message> before(element->New());
  before->CopyFrom(*element);
  absl::Status status;
  if (IsJson(text)) {
    auto node = ParseYaml(std::string(text), "");
    status = node.ok() ? FillFromYaml(*node, "", element) : node.status();
  } else {
    status = MergePairs(text, element);
  }
  if (!status.ok()) {
    element->CopyFrom(*before);
    return status;
  }
  std::vector<std::string> changed;
  for (const FieldDifference& one : Differences(*before, *element, AllFields(*element))) {
    changed.push_back(absl::StrCat(one.field, " ", Shown(one.before), " -> ", Shown(one.after)));
  }
  return changed.empty() ? "stays as it was" : absl::StrJoin(changed, ", ");
}

absl::Status ListChanger::MergePairs(absl::string_view text, Message* element) const {
  std::vector<std::pair<std::string, std::string>> pairs;
  RETURN_IF_ERROR(SplitPairs(text, &pairs));
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  const std::vector<Flag> parts = FlagsOf(*element->GetDescriptor(), rules);
  const ListChanger inner(keys_, "");
  OneofWatch watch;
  for (const auto& [name, value] : pairs) {
    const Flag* part = FindFlag(parts, name);
    if (part == nullptr) return NoSuchPart(name, parts);
    RETURN_IF_ERROR(watch.See(part->path, part->name));
    const absl::Status status =
        part->path.back()->is_repeated()
            ? inner.Change(*part, value, HolderOf(part->path, element)).status()
            : Assign(part->path, value, element);
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message()));
  }
  return absl::OkStatus();
}

absl::Status ListChanger::None(const Flag& flag, const Message& holder) const {
  const FieldDescriptor& list = *flag.path.back();
  const int size = SizeOf(holder, list);
  const std::string there = size == 0 ? "There is none yet."
                                      : absl::StrCat("It means none of those that there are: ",
                                                     ElementLabels(holder, list, keys_), ".");
  const bool can_add = flag.change == ListChange::kOne;
  return absl::InvalidArgumentError(absl::StrCat(
      there, can_add ? absl::StrCat(" ", dashes_, "add-", BaseName(flag), " adds one.") : ""));
}

absl::Status ListChanger::Several(const Flag& flag, const Message& holder,
                                  const std::vector<int>& meant) const {
  const FieldDescriptor& list = *flag.path.back();
  std::vector<std::string> labels;
  for (const int index : meant) labels.push_back(ElementLabel(holder, list, keys_, index));
  const std::string which =
      FindString(*list.message_type(), "id") != nullptr ? "Say which with id=."
      : flag.change == ListChange::kRemove
          ? "Give more of its fields."
          : absl::StrCat("Use ", dashes_, "remove-", BaseName(flag),
                         " with more of its fields, and ", dashes_, "add-", BaseName(flag), ".");
  return absl::InvalidArgumentError(
      absl::StrCat("It may mean any of these: ", absl::StrJoin(labels, "; "), ". ", which));
}

std::string ListSummary(const FieldDescriptor& list, const std::vector<std::string>& done,
                        const Message& before, const Message& after) {
  std::vector<std::string> left;
  for (int i = 0; i < SizeOf(before, list); ++i) left.push_back(ElementText(before, list, i));
  int same = 0;
  for (int i = 0; i < SizeOf(after, list); ++i) {
    const auto at = std::find(left.begin(), left.end(), ElementText(after, list, i));
    if (at == left.end()) continue;
    left.erase(at);
    ++same;
  }
  std::string text = absl::StrCat(list.name(), ": ", absl::StrJoin(done, ", "));
  if (same > 0) absl::StrAppend(&text, "; ", same, same == 1 ? " other stays" : " others stay");
  return text;
}

}  // namespace taqvim::cli
