#include "client/cli/fields/apply_differences.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Either side may be missing: nullptr.
class Comparison {
 public:
  explicit Comparison(Compared compared) : compared_(compared) {}

  void CompareField(const std::string& path, const FieldDescriptor& field, const Message* before,
                    const Message* after) {
    if (compared_ == Compared::kSetByCallers && IsOutputOnly(field)) return;
    if (field.is_repeated() && !IsText(field)) return CompareElements(path, field, before, after);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsText(field)) {
      return CompareMessages(path, *field.message_type(), Child(before, field),
                             Child(after, field));
    }
    const bool is_switch = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
                           !field.is_repeated() && !field.has_presence();
    Note(path, Text(before, field), Text(after, field), is_switch ? "false" : "");
  }

  std::vector<FieldDifference> Take() { return std::move(differences_); }

 private:
  static const Message* Child(const Message* message, const FieldDescriptor& field) {
    if (message == nullptr || !message->GetReflection()->HasField(*message, &field)) return nullptr;
    return &message->GetReflection()->GetMessage(*message, &field);
  }

  // A field that people write as one text, or a list of such texts.
  static std::string Text(const Message* message, const FieldDescriptor& field) {
    if (message == nullptr) return "";
    const auto* reflection = message->GetReflection();
    if (!field.is_repeated()) {
      return reflection->HasField(*message, &field) ? GetText(*message, field) : "";
    }
    std::vector<std::string> texts;
    for (int i = 0; i < reflection->FieldSize(*message, &field); ++i) {
      const std::string text = GetText(*message, field, i);
      // So that two lists of other texts never read the same.
      texts.push_back(absl::StrContains(text, ", ") ? absl::StrCat("\"", text, "\"") : text);
    }
    return absl::StrJoin(texts, ", ");
  }

  // The elements of a repeated field by what tells them apart.
  static std::map<std::string, const Message*> Elements(const Message* message,
                                                        const FieldDescriptor& field) {
    std::map<std::string, const Message*> elements;
    if (message == nullptr) return elements;
    const auto* reflection = message->GetReflection();
    const FieldDescriptor* id = IdOf(*field.message_type(), field.is_map());
    for (int i = 0; i < reflection->FieldSize(*message, &field); ++i) {
      const Message& element = reflection->GetRepeatedMessage(*message, &field, i);
      std::string key = id == nullptr ? "" : element.GetReflection()->GetString(element, id);
      if (key.empty() || elements.count(key) > 0) key = absl::StrCat(i);
      elements[key] = &element;
    }
    return elements;
  }

  // The field by which elements are told apart; nullptr when there is none.
  static const FieldDescriptor* IdOf(const Descriptor& element, bool is_map) {
    if (is_map) return FindString(element, "key");
    const FieldDescriptor* id = FindString(element, "id");
    return id != nullptr ? id : FindString(element, "booking");
  }

  void CompareElements(const std::string& path, const FieldDescriptor& field, const Message* before,
                       const Message* after) {
    const auto old_elements = Elements(before, field);
    const auto new_elements = Elements(after, field);
    auto all = old_elements;
    all.insert(new_elements.begin(), new_elements.end());
    for (const auto& [key, unused] : all) {
      const auto find = [&key = key](const auto& elements) {
        const auto found = elements.find(key);
        return found == elements.end() ? nullptr : found->second;
      };
      const std::string element_path = absl::StrCat(path, ".", key);
      if (field.is_map()) {
        CompareField(element_path, *field.message_type()->map_value(), find(old_elements),
                     find(new_elements));
      } else {
        CompareMessages(element_path, *field.message_type(), find(old_elements),
                        find(new_elements));
      }
    }
  }

  void CompareMessages(const std::string& path, const Descriptor& type, const Message* before,
                       const Message* after) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      CompareField(absl::StrCat(path, ".", field.name()), field, before, after);
    }
  }

  // `unset` is what stands for a value that is not there.
  void Note(const std::string& path, std::string before, std::string after, const char* unset) {
    if (before == after) return;
    if (before.empty()) before = unset;
    if (after.empty()) after = unset;
    if (before != after) differences_.push_back({path, std::move(before), std::move(after)});
  }

  const Compared compared_;
  std::vector<FieldDifference> differences_;
};

}  // namespace

std::vector<FieldDifference> Differences(const Message& before, const Message& after,
                                         const std::vector<std::string>& fields,
                                         Compared compared) {
  Comparison comparison(compared);
  for (const std::string& name : fields) {
    const FieldDescriptor* field = before.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) comparison.CompareField(name, *field, &before, &after);
  }
  return comparison.Take();
}

}  // namespace taqvim::cli
