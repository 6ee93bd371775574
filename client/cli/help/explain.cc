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
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

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
    const std::string type = absl::StrCat("<", TypeName(field), Marks(field), ">");
    const bool fits = DisplayWidth(field.name()) + DisplayWidth(type) + 4 <= style.width();
    absl::StrAppend(
        &text, "  ", style.Bold(field.name()),
        fits ? absl::StrCat("  ", type, "\n") : absl::StrCat("\n", Wrap(type, 6, style.width())),
        Wrap(CommentOf(field), 6, style.width()));
  }
  return text;
}

std::string ExplainMessage(const Descriptor& message, const Style& style) {
  return absl::StrCat(style.Bold("MESSAGE"), "\n  ", message.full_name(), "\n\n",
                      style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(message), 2, style.width()),
                      FieldRows(message, style));
}

std::string ValueRows(const EnumDescriptor& type, const Style& style) {
  std::string text = absl::StrCat("\n", style.Bold("VALUES"), "\n");
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    absl::StrAppend(&text, "  ", style.Bold(EnumWord(*type.value(i))), "\n",
                    Wrap(CommentOf(*type.value(i)), 6, style.width()));
  }
  return text;
}

std::string ExplainField(const FieldDescriptor& field, const Style& style) {
  std::string text =
      absl::StrCat(style.Bold("FIELD"), "\n  ", field.containing_type()->name(), ".", field.name(),
                   "  <", TypeName(field), Marks(field), ">\n\n", style.Bold("DESCRIPTION"), "\n",
                   Wrap(CommentOf(field), 2, style.width()));
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    absl::StrAppend(&text, ValueRows(*field.enum_type(), style));
  }
  if (!IsText(field) && !field.is_map()) {
    absl::StrAppend(&text, FieldRows(*field.message_type(), style));
  }
  return text;
}

std::string ExplainEnum(const EnumDescriptor& type, const Style& style) {
  return absl::StrCat(style.Bold("ENUM"), "\n  ", type.full_name(), "\n\n",
                      style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(type), 2, style.width()),
                      ValueRows(type, style));
}

std::string ValueText(const EnumValueDescriptor& value, const Style& style) {
  return absl::StrCat(style.Bold("VALUE"), "\n  ", value.full_name(), "\n\n",
                      style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(value), 2, style.width()));
}

absl::StatusOr<std::string> ExplainValue(const EnumDescriptor& type, const std::string& word,
                                         const Style& style) {
  for (int i = 0; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    if (EnumWord(value) != ToKebab(word) && value.name() != word) continue;
    return ValueText(value, style);
  }
  return UsageError(absl::StrCat(type.name(), " has no value \"", word, "\"",
                                 DidYouMean(ToKebab(word), EnumWords(type))));
}

std::string ExplainMethod(const MethodDescriptor& method, const Style& style) {
  return absl::StrCat(
      style.Bold("METHOD"), "\n  ", method.full_name(), "  <", method.input_type()->name(), " to ",
      method.server_streaming() ? "a stream of " : "", method.output_type()->name(), ">\n\n",
      style.Bold("DESCRIPTION"), "\n", Wrap(CommentOf(method), 2, style.width()),
      FieldRows(*method.input_type(), style));
}

std::string ExplainService(const ServiceDescriptor& service, const Style& style) {
  std::string text = absl::StrCat(
      style.Bold("SERVICE"), "\n  ", service.full_name(), "\n\n", style.Bold("DESCRIPTION"), "\n",
      Wrap(CommentOf(service), 2, style.width()), "\n", style.Bold("METHODS"), "\n");
  for (int i = 0; i < service.method_count(); ++i) {
    absl::StrAppend(&text, "  ", style.Bold(service.method(i)->name()), "\n",
                    Wrap(FirstSentence(CommentOf(*service.method(i))), 6, style.width()));
  }
  return text;
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

template <class AnyDescriptor>
const AnyDescriptor* Named(const std::vector<const AnyDescriptor*>& known, absl::string_view word) {
  for (const std::string& name : {ToKebab(word), Singular(ToKebab(word))}) {
    for (const AnyDescriptor* one : known) {
      if (ToKebab(one->name()) == name) return one;
    }
  }
  return nullptr;
}

std::vector<const MethodDescriptor*> Methods(const Contract& contract) {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* service : contract.services()) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

absl::Status NothingSuch(const Contract& contract, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* known : contract.Messages()) names.push_back(ToKebab(known->name()));
  for (const auto* known : contract.Enums()) names.push_back(ToKebab(known->name()));
  for (const auto* known : Methods(contract)) names.push_back(ToKebab(known->name()));
  for (const auto* known : contract.services()) names.push_back(ToKebab(known->name()));
  for (const auto* known : contract.Enums()) {
    for (const std::string& value : EnumWords(*known)) names.push_back(value);
  }
  return UsageError(absl::StrCat("The contract has no message, enum, value or method \"", word,
                                 "\"", DidYouMean(ToKebab(word), names)));
}

absl::StatusOr<std::string> ExplainFields(const Descriptor& root,
                                          const std::vector<std::string>& steps,
                                          const Style& style) {
  const Descriptor* message = &root;
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
  return field != nullptr ? ExplainField(*field, style) : ExplainMessage(root, style);
}

// The values of all enums that are called so, such as those of rules, reasons and states: the
// words of tables and refusals say nothing of their enum.
std::string ExplainValues(const Contract& contract, const std::string& word, const Style& style) {
  std::vector<std::string> texts;
  for (const auto* type : contract.Enums()) {
    for (int i = 0; i < type->value_count(); ++i) {
      const EnumValueDescriptor& value = *type->value(i);
      if (value.number() == 0) continue;
      const bool is_meant = EnumWord(value) == ToKebab(word) || value.name() == word;
      if (is_meant) texts.push_back(ValueText(value, style));
    }
  }
  return absl::StrJoin(texts, "\n");
}

absl::StatusOr<std::string> ExplainWord(const Contract& contract, const std::string& word,
                                        const Style& style) {
  if (const auto* type = Named(contract.Enums(), word)) return ExplainEnum(*type, style);
  if (const auto* method = Named(Methods(contract), word)) return ExplainMethod(*method, style);
  if (const auto* service = Named(contract.services(), word)) {
    return ExplainService(*service, style);
  }
  const std::string values = ExplainValues(contract, word, style);
  if (!values.empty()) return values;
  return NothingSuch(contract, word);
}

}  // namespace

absl::StatusOr<std::string> Explain(const Contract& contract, const std::vector<std::string>& words,
                                    const Style& style) {
  if (words.size() != 1) {
    return UsageError("Say what to explain, such as `taqvim explain event.bookings`.");
  }
  const std::vector<std::string> steps = absl::StrSplit(words[0], '.');
  if (const auto* message = Named(contract.Messages(), steps[0])) {
    return ExplainFields(*message, steps, style);
  }
  const auto* type = Named(contract.Enums(), steps[0]);
  if (type != nullptr && steps.size() == 2) return ExplainValue(*type, steps[1], style);
  return ExplainWord(contract, words[0], style);
}

}  // namespace taqvim::cli
