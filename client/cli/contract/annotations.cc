#include "client/cli/contract/annotations.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/text/text.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool HasBehavior(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& all = field.options().GetRepeatedExtension(google::api::field_behavior);
  return std::find(all.begin(), all.end(), behavior) != all.end();
}

const google::api::ResourceDescriptor& Option(const Descriptor& message) {
  return message.options().GetExtension(google::api::resource);
}

}  // namespace

std::string CommentText(const google::protobuf::SourceLocation& location) {
  std::string text;
  bool new_paragraph = false;
  for (absl::string_view line : absl::StrSplit(location.leading_comments, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      new_paragraph = !text.empty();
      continue;
    }
    const char* separator = text.empty() ? "" : new_paragraph ? "\n\n" : " ";
    absl::StrAppend(&text, separator, line);
    new_paragraph = false;
  }
  return text;
}

bool IsRequired(const FieldDescriptor& field) { return HasBehavior(field, google::api::REQUIRED); }

bool IsOptional(const FieldDescriptor& field) { return HasBehavior(field, google::api::OPTIONAL); }

bool IsOutputOnly(const FieldDescriptor& field) {
  return HasBehavior(field, google::api::OUTPUT_ONLY);
}

bool IsResource(const Descriptor& message) {
  return message.options().HasExtension(google::api::resource);
}

std::string NamePattern(const Descriptor& resource) { return Option(resource).pattern(0); }

std::string SingularName(const Descriptor& resource) {
  return ToSnake(ToKebab(Option(resource).singular()));
}

std::string PluralName(const Descriptor& resource) {
  return ToSnake(ToKebab(Option(resource).plural()));
}

bool IsApplied(const Descriptor& resource) { return FindString(resource, "apply_set") != nullptr; }

bool HoldsNames(const FieldDescriptor& field) {
  return !field.options().GetExtension(google::api::resource_reference).type().empty();
}

const Descriptor* ReferencedResource(const FieldDescriptor& field) {
  // A type is `taqvim.dev/Space`; its message stands in the field's own package.
  const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
  const size_t slash = type.find('/');
  if (slash == std::string::npos) return nullptr;
  const Descriptor* resource = field.file()->pool()->FindMessageTypeByName(
      absl::StrCat(field.file()->package(), ".", type.substr(slash + 1)));
  return resource != nullptr && IsResource(*resource) ? resource : nullptr;
}

const Descriptor* HeldResource(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_map()) return nullptr;
  return IsResource(*field.message_type()) ? field.message_type() : nullptr;
}

const FieldDescriptor* FindString(const Descriptor& message, const std::string& name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? field : nullptr;
}

}  // namespace taqvim::cli
