#include "client/cli/fields/field_choice.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "proto/status_macros.h"

namespace taqvim::cli {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

std::vector<std::string> NamesOf(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

absl::Status NoSuchField(const Descriptor& type, const std::string& name) {
  const auto names = NamesOf(type);
  const std::string nearest = DidYouMean(name, names);
  const bool is_known = nearest != ".";
  return absl::InvalidArgumentError(
      absl::StrCat(type.name(), " has no field \"", name, "\"", nearest,
                   is_known ? "" : absl::StrCat(" It has ", absl::StrJoin(names, ", "), ".")));
}

}  // namespace

const Descriptor* ChoosableWithin(const FieldDescriptor& field) {
  return field.is_map() || IsText(field) ? nullptr : field.message_type();
}

absl::StatusOr<FieldChoice> FieldChoice::Parse(const Descriptor& type, absl::string_view text) {
  FieldChoice choice;
  for (const absl::string_view path : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    RETURN_IF_ERROR(Add(type, absl::StripAsciiWhitespace(path), &choice.root_));
  }
  if (!choice.root_.parts.empty()) return choice;
  return absl::InvalidArgumentError(absl::StrCat(
      "Say which fields, with commas between: ", absl::StrJoin(NamesOf(type), ", "), "."));
}

absl::Status FieldChoice::Add(const Descriptor& type, absl::string_view path, Part* root) {
  const Descriptor* within = &type;
  const FieldDescriptor* field = nullptr;
  Part* part = root;
  bool is_new = false;
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const bool is_key = field != nullptr && field->is_map();
    std::string name(step);
    if (is_key) {
      field = nullptr;
      within = nullptr;
    } else if (within == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("\"", path, "\" goes on behind a value."));
    } else {
      name = ToSnake(ToKebab(step));
      field = within->FindFieldByName(name);
      if (field == nullptr) return NoSuchField(*within, name);
      within = ChoosableWithin(*field);
    }
    // Of what was chosen as a whole no part need be.
    const bool is_whole = part != root && part->parts.empty() && !is_new;
    if (is_whole) return absl::OkStatus();
    const auto [found, added] = part->parts.try_emplace(name);
    part = &found->second;
    is_new = added;
  }
  part->parts.clear();
  return absl::OkStatus();
}

void FieldChoice::Apply(Message* message) const { Keep(root_, message); }

void FieldChoice::Keep(const Part& part, Message* message) {
  if (part.parts.empty()) return;
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const auto chosen = part.parts.find(field->name());
    if (chosen == part.parts.end()) {
      reflection->ClearField(message, field);
    } else if (field->is_map()) {
      KeepKeys(chosen->second, *field, message);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        Keep(chosen->second, reflection->MutableMessage(message, field));
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        Keep(chosen->second, reflection->MutableRepeatedMessage(message, field, i));
      }
    }
  }
}

void FieldChoice::KeepKeys(const Part& part, const FieldDescriptor& map, Message* message) {
  if (part.parts.empty()) return;
  const auto* reflection = message->GetReflection();
  for (int i = reflection->FieldSize(*message, &map) - 1; i >= 0; --i) {
    const Message& entry = reflection->GetRepeatedMessage(*message, &map, i);
    if (part.parts.contains(GetText(entry, *map.message_type()->map_key()))) continue;
    reflection->SwapElements(message, &map, i, reflection->FieldSize(*message, &map) - 1);
    reflection->RemoveLast(message, &map);
  }
}

}  // namespace taqvim::cli
