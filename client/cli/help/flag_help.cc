#include "client/cli/help/flag_help.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/contract/contract.h"
#include "client/cli/contract/well_known.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr int kIndent = 6;

std::string Signature(const Flag& flag, const Style& style) {
  const std::string letter =
      flag.letter ? absl::StrCat("-", std::string(1, flag.letter), ", ") : "";
  std::string text = style.Bold(absl::StrCat(letter, "--", flag.name));
  if (!flag.value_name.empty()) absl::StrAppend(&text, " ", flag.value_name);
  if (flag.repeatable) absl::StrAppend(&text, " ...");
  return text;
}

// The same enum with its comments, which only the embedded descriptors have.
const EnumDescriptor& Explained(const EnumDescriptor& type) {
  if (!CommentOf(type).empty()) return type;
  const auto* found = Contract::Embedded().pool().FindEnumTypeByName(type.full_name());
  return found == nullptr ? type : *found;
}

// The values with their comments: all, or those among `chosen`.
std::string EnumHelp(const EnumDescriptor& type, const std::vector<std::string>& chosen,
                     int columns) {
  std::string text;
  size_t width = 0;
  const auto is_left_out = [&](const std::string& word) {
    return !chosen.empty() && std::find(chosen.begin(), chosen.end(), word) == chosen.end();
  };
  for (const std::string& word : EnumWords(type)) {
    if (!is_left_out(word)) width = std::max(width, word.size());
  }
  const int indent = kIndent + 2;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0 || is_left_out(EnumWord(*type.value(i)))) continue;
    const std::string comment = FirstSentence(CommentOf(*type.value(i)));
    if (comment.empty()) {
      absl::StrAppend(&text, std::string(indent, ' '), EnumWord(*type.value(i)), "\n");
      continue;
    }
    const std::string word = PadToWidth(EnumWord(*type.value(i)), static_cast<int>(width));
    const std::string wrapped = Wrap(comment, indent + static_cast<int>(width) + 2, columns);
    absl::StrAppend(&text, std::string(indent, ' '), word, "  ",
                    absl::string_view(wrapped).substr(indent + width + 2));
  }
  return text;
}

// The pairs that a structure is written in.
std::string StructureHelp(const FieldDescriptor& field, int columns) {
  std::string text =
      Wrap("Give it as FIELD=VALUE pairs with commas, or as JSON. Its fields:", kIndent, columns);
  for (const Flag& part : FlagsOf(*field.message_type())) {
    absl::StrAppend(&text, std::string(kIndent + 2, ' '), part.name, "=",
                    part.value_name.empty() ? "true" : part.value_name, "\n",
                    Wrap(FirstSentence(part.description), kIndent + 6, columns));
  }
  return text;
}

std::string FormHelp(const Flag& flag, int columns) {
  const FieldDescriptor& field = *flag.path.back();
  if (field.is_map()) return "";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return EnumHelp(Explained(*field.enum_type()), flag.values, columns);
  }
  if (!IsText(field)) return StructureHelp(field, columns);
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return "";
  const TextType* type = FindTextType(*field.message_type());
  return Wrap(absl::StrCat("It is ", type->description, type->on_flags, "."), kIndent, columns);
}

}  // namespace

std::string FlagHelp(const Flag& flag, const Style& style) {
  std::string text = absl::StrCat(
      "  ", flag.positional ? style.Bold(flag.value_name) : Signature(flag, style), "\n");
  if (!flag.description.empty())
    absl::StrAppend(&text, Wrap(flag.description, kIndent, style.width()));
  // How to write a value is said once of a list.
  const bool says_form = !flag.path.empty() && flag.change == ListChange::kOne;
  if (says_form) absl::StrAppend(&text, FormHelp(flag, style.width()));
  return text;
}

std::string BreakCommand(absl::string_view command) {
  return absl::StrCat("    ", absl::StrReplaceAll(command, {{" --", " \\\n        --"}}), "\n");
}

}  // namespace taqvim::cli
