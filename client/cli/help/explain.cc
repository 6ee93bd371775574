#include "client/cli/help/explain.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "client/cli/help/flag_help.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string TypeName(const FieldDescriptor& field) {
  if (field.is_map()) {
    return absl::StrCat("map from ", field.message_type()->map_key()->type_name(), " to ",
                        field.message_type()->map_value()->type_name());
  }
  const std::string list = field.is_repeated() ? "list of " : "";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return list + field.message_type()->name();
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return list + field.enum_type()->name();
  return list + field.type_name();
}

std::string Marks(const FieldDescriptor& field) {
  std::string marks;
  if (IsRequired(field)) marks += ", required";
  if (IsOutputOnly(field)) marks += ", set by the server";
  if (const auto* oneof = field.real_containing_oneof()) {
    absl::StrAppend(&marks, ", one of ", oneof->name());
  }
  return marks;
}

std::string FieldRows(const Descriptor& message, const Style& style) {
  std::string text = absl::StrCat("\n", style.Bold("FIELDS"), "\n");
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    absl::StrAppend(&text, "  ", style.Bold(field.name()), "  <", TypeName(field), Marks(field),
                    ">\n", Wrap(CommentOf(field), 6));
  }
  return text;
}

std::string ExplainMessage(const Descriptor& message, const Style& style) {
  return absl::StrCat(style.Bold("MESSAGE"), "\n  ", message.full_name(), "\n\n",
                      style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(message), 2),
                      FieldRows(message, style));
}

std::string ValueRows(const google::protobuf::EnumDescriptor& type, const Style& style) {
  std::string text = absl::StrCat("\n", style.Bold("VALUES"), "\n");
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    absl::StrAppend(&text, "  ", style.Bold(EnumWord(*type.value(i))), "\n",
                    Wrap(CommentOf(*type.value(i)), 6));
  }
  return text;
}

std::string ExplainField(const FieldDescriptor& field, const Style& style) {
  std::string text = absl::StrCat(style.Bold("FIELD"), "\n  ", field.containing_type()->name(), ".",
                                  field.name(), "  <", TypeName(field), Marks(field), ">\n\n",
                                  style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(field), 2));
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    absl::StrAppend(&text, ValueRows(*field.enum_type(), style));
  }
  if (!IsText(field) && !field.is_map()) {
    absl::StrAppend(&text, FieldRows(*field.message_type(), style));
  }
  return text;
}

const Descriptor* FindMessage(const std::vector<const Descriptor*>& messages,
                              absl::string_view word) {
  for (const Descriptor* message : messages) {
    if (ToKebab(message->name()) == ToKebab(word)) return message;
  }
  return nullptr;
}

absl::StatusOr<const FieldDescriptor*> FindField(const Descriptor& message,
                                                 absl::string_view word) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
  const FieldDescriptor* field = message.FindFieldByName(ToSnake(ToKebab(word)));
  if (field != nullptr) return field;
  return UsageError(absl::StrCat(message.name(), " has no field \"", word, "\"",
                                 DidYouMean(ToSnake(ToKebab(word)), names)));
}

// Both `event` and `events`, as the group is called, mean Event.
absl::StatusOr<const Descriptor*> FindRoot(const std::vector<const Descriptor*>& messages,
                                           const std::string& word) {
  const Descriptor* message = FindMessage(messages, word);
  if (message == nullptr) message = FindMessage(messages, Singular(word));
  if (message != nullptr) return message;
  std::vector<std::string> names;
  for (const Descriptor* known : messages) names.push_back(ToKebab(known->name()));
  return UsageError(
      absl::StrCat("The contract has no message \"", word, "\"", DidYouMean(ToKebab(word), names)));
}

}  // namespace

absl::StatusOr<std::string> Explain(const Contract& contract, const std::vector<std::string>& words,
                                    const Style& style) {
  if (words.size() != 1) {
    return UsageError("Say what to explain, such as `taqvim explain event.bookings`.");
  }
  const std::vector<std::string> steps = absl::StrSplit(words[0], '.');
  ASSIGN_OR_RETURN(auto root, FindRoot(contract.Messages(), steps[0]));
  const Descriptor* message = root;
  const FieldDescriptor* field = nullptr;
  for (size_t i = 1; i < steps.size(); ++i) {
    if (message == nullptr) {
      return UsageError(absl::StrCat(field->full_name(), " has no fields."));
    }
    ASSIGN_OR_RETURN(auto found, FindField(*message, steps[i]));
    field = found;
    const bool opens = !field->is_map() && !IsText(*field);
    message = opens ? field->message_type() : nullptr;
  }
  return field != nullptr ? ExplainField(*field, style) : ExplainMessage(*message, style);
}

}  // namespace taqvim::cli
