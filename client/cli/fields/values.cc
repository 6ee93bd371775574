#include "client/cli/fields/values.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/contract/well_known.h"
#include "client/cli/fields/names.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "google/protobuf/text_format.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Wrong(absl::string_view text, absl::string_view expected,
                   absl::string_view advice = "") {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not ", expected, ".", advice));
}

// Sets a singular or adds to a repeated field through the reflection's methods.
template <class Value>
using Setter = void (Reflection::*)(Message*, const FieldDescriptor*, Value) const;

template <class Value>
absl::Status Put(const FieldDescriptor& field, Message* message, Setter<Value> set,
                 Setter<Value> add, Value value) {
  const Reflection& reflection = *message->GetReflection();
  (reflection.*(field.is_repeated() ? add : set))(message, &field, std::move(value));
  return absl::OkStatus();
}

template <class Number>
absl::Status PutNumber(const FieldDescriptor& field, absl::string_view text, Message* message,
                       Setter<Number> set, Setter<Number> add) {
  Number number;
  if (!absl::SimpleAtoi(text, &number)) return Wrong(text, "a whole number in range");
  return Put<Number>(field, message, set, add, number);
}

absl::Status PutFraction(const FieldDescriptor& field, absl::string_view text, Message* message) {
  double number;
  if (!absl::SimpleAtod(text, &number)) return Wrong(text, "a number");
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    return Put<double>(field, message, &Reflection::SetDouble, &Reflection::AddDouble, number);
  }
  return Put<float>(field, message, &Reflection::SetFloat, &Reflection::AddFloat,
                    static_cast<float>(number));
}

absl::Status PutBool(const FieldDescriptor& field, absl::string_view text, Message* message) {
  const bool yes = absl::EqualsIgnoreCase(text, "true") || absl::EqualsIgnoreCase(text, "yes");
  const bool no = absl::EqualsIgnoreCase(text, "false") || absl::EqualsIgnoreCase(text, "no");
  if (!yes && !no) return Wrong(text, "true or false");
  return Put<bool>(field, message, &Reflection::SetBool, &Reflection::AddBool, yes);
}

absl::Status PutString(const FieldDescriptor& field, absl::string_view text, Message* message) {
  if (!IsUtf8(text)) return absl::InvalidArgumentError("The text is not UTF-8.");
  const auto* resource = ReferencedResource(field);
  std::string value =
      resource != nullptr ? ExpandName(NamePattern(*resource), text) : std::string(text);
  return Put<std::string>(field, message, &Reflection::SetString, &Reflection::AddString,
                          std::move(value));
}

const EnumValueDescriptor* FindValue(const EnumDescriptor& type, absl::string_view text) {
  const std::string word = ToKebab(absl::AsciiStrToUpper(text));
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (word == ToKebab(value.name()) || (value.number() != 0 && word == EnumWord(value))) {
      return &value;
    }
  }
  return nullptr;
}

absl::Status PutEnum(const FieldDescriptor& field, absl::string_view text, Message* message) {
  const EnumDescriptor& type = *field.enum_type();
  const EnumValueDescriptor* value = FindValue(type, text);
  if (value == nullptr) {
    const auto words = EnumWords(type);
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not one of ",
                                                   absl::StrJoin(words, ", "),
                                                   DidYouMean(absl::AsciiStrToLower(text), words)));
  }
  return Put<const EnumValueDescriptor*>(field, message, &Reflection::SetEnum, &Reflection::AddEnum,
                                         value);
}

absl::Status PutMessage(const FieldDescriptor& field, absl::string_view text, Message* message) {
  const TextType& type = *FindTextType(*field.message_type());
  const Reflection& reflection = *message->GetReflection();
  const std::unique_ptr<Message> value(
      reflection.GetMessageFactory()->GetPrototype(field.message_type())->New());
  if (!type.parse(text, value.get())) {
    return Wrong(text, type.description, type.advice == nullptr ? "" : type.advice(text));
  }
  Message* target = field.is_repeated() ? reflection.AddMessage(message, &field)
                                        : reflection.MutableMessage(message, &field);
  target->CopyFrom(*value);
  return absl::OkStatus();
}

std::string EnumPrefix(const EnumDescriptor& type) { return ToKebab(type.name()) + "-"; }

}  // namespace

std::string EnumWord(const EnumValueDescriptor& value) {
  const std::string word = ToKebab(value.name());
  return std::string(absl::StripPrefix(word, EnumPrefix(*value.type())));
}

std::vector<std::string> EnumWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) words.push_back(EnumWord(*type.value(i)));
  }
  return words;
}

bool IsText(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         FindTextType(*field.message_type()) != nullptr;
}

std::string ValueName(const FieldDescriptor& field) {
  if (field.is_map()) return "KEY=VALUE";
  if (const auto* resource = ReferencedResource(field)) {
    return absl::AsciiStrToUpper(SingularName(*resource));
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "";
    case FieldDescriptor::CPPTYPE_STRING:
      return "TEXT";
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::AsciiStrToUpper(ToKebab(field.enum_type()->name()));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const TextType* type = FindTextType(*field.message_type());
      return type != nullptr ? type->value_name : "FIELD=VALUE,...";
    }
    default:
      return "NUMBER";
  }
}

absl::Status SetText(const FieldDescriptor& field, absl::string_view text, Message* message) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber<int32_t>(field, text, message, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber<int64_t>(field, text, message, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutNumber<uint32_t>(field, text, message, &Reflection::SetUInt32,
                                 &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber<uint64_t>(field, text, message, &Reflection::SetUInt64,
                                 &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutFraction(field, text, message);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutBool(field, text, message);
    case FieldDescriptor::CPPTYPE_STRING:
      return PutString(field, text, message);
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(field, text, message);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return PutMessage(field, text, message);
  }
  return absl::InternalError(field.full_name() + " has a type that is not known.");
}

absl::Status SetMapEntry(const FieldDescriptor& map, absl::string_view key, absl::string_view value,
                         Message* message) {
  const Reflection& reflection = *message->GetReflection();
  const FieldDescriptor* key_field = map.message_type()->map_key();
  Message* entry = nullptr;
  for (int i = 0; entry == nullptr && i < reflection.FieldSize(*message, &map); ++i) {
    Message* candidate = reflection.MutableRepeatedMessage(message, &map, i);
    if (candidate->GetReflection()->GetString(*candidate, key_field) == key) entry = candidate;
  }
  if (entry == nullptr) entry = reflection.AddMessage(message, &map);
  RETURN_IF_ERROR(SetText(*key_field, key, entry));
  return SetText(*map.message_type()->map_value(), value, entry);
}

std::string GetText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return index < 0 ? reflection.GetString(message, &field)
                       : reflection.GetRepeatedString(message, &field, index);
    case FieldDescriptor::CPPTYPE_BOOL:
      return (index < 0 ? reflection.GetBool(message, &field)
                        : reflection.GetRepeatedBool(message, &field, index))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWord(index < 0 ? *reflection.GetEnum(message, &field)
                                : *reflection.GetRepeatedEnum(message, &field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& value = index < 0 ? reflection.GetMessage(message, &field)
                                       : reflection.GetRepeatedMessage(message, &field, index);
      const TextType* type = FindTextType(*field.message_type());
      return type != nullptr ? type->format(value) : value.ShortDebugString();
    }
    default: {
      std::string text;
      google::protobuf::TextFormat::PrintFieldValueToString(message, &field, index, &text);
      return text;
    }
  }
}

std::string WriteAsGiven(const Holders& holders, const FieldDescriptor& field, int index) {
  return GetText(*holders.back(), field, index);
}

}  // namespace taqvim::cli
