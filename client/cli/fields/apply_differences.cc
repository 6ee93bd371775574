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

// Two messages side by side, of which either may be missing: nullptr.
class Comparison {
 public:
  Comparison(Compared compared, const WriteValue& write) : compared_(compared), write_(write) {}

  // Compares within both whatever `compare` compares then.
  template <class Compare>
  void Within(const Message* before, const Message* after, Compare compare) {
    before_.push_back(before);
    after_.push_back(after);
    compare();
    before_.pop_back();
    after_.pop_back();
  }

  void CompareField(const std::string& path, const FieldDescriptor& field) {
    if (compared_ == Compared::kSetByCallers && IsOutputOnly(field)) return;
    if (field.is_repeated() && !IsText(field)) return CompareElements(path, field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsText(field)) {
      return CompareMessages(path, *field.message_type(), Child(before_.back(), field),
                             Child(after_.back(), field));
    }
    const bool is_switch = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
                           !field.is_repeated() && !field.has_presence();
    Note(path, Text(before_, field), Text(after_, field), is_switch ? "false" : "");
  }

  std::vector<FieldDifference> Take() { return std::move(differences_); }

 private:
  static const Message* Child(const Message* message, const FieldDescriptor& field) {
    if (message == nullptr || !message->GetReflection()->HasField(*message, &field)) return nullptr;
    return &message->GetReflection()->GetMessage(*message, &field);
  }

  // A field that people write as one text, or a list of such texts.
  std::string Text(const Holders& holders, const FieldDescriptor& field) const {
    const Message* message = holders.back();
    if (message == nullptr) return "";
    const auto* reflection = message->GetReflection();
    if (!field.is_repeated()) {
      return reflection->HasField(*message, &field) ? write_(holders, field, -1) : "";
    }
    std::vector<std::string> texts;
    for (int i = 0; i < reflection->FieldSize(*message, &field); ++i) {
      const std::string text = write_(holders, field, i);
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

  void CompareElements(const std::string& path, const FieldDescriptor& field) {
    const auto old_elements = Elements(before_.back(), field);
    const auto new_elements = Elements(after_.back(), field);
    auto all = old_elements;
    all.insert(new_elements.begin(), new_elements.end());
    for (const auto& [key, unused] : all) {
      const auto find = [&key = key](const auto& elements) {
        const auto found = elements.find(key);
        return found == elements.end() ? nullptr : found->second;
      };
      const std::string element_path = absl::StrCat(path, ".", key);
      const Message *before = find(old_elements), *after = find(new_elements);
      if (field.is_map()) {
        Within(before, after,
               [&] { CompareField(element_path, *field.message_type()->map_value()); });
      } else {
        CompareMessages(element_path, *field.message_type(), before, after);
      }
    }
  }

  void CompareMessages(const std::string& path, const Descriptor& type, const Message* before,
                       const Message* after) {
    Within(before, after, [&] {
      for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        CompareField(absl::StrCat(path, ".", field.name()), field);
      }
    });
  }

  // `unset` is what stands for a value that is not there.
  void Note(const std::string& path, std::string before, std::string after, const char* unset) {
    if (before == after) return;
    if (before.empty()) before = unset;
    if (after.empty()) after = unset;
    if (before != after) differences_.push_back({path, std::move(before), std::move(after)});
  }

  const Compared compared_;
  const WriteValue& write_;
  // The messages that are compared, with those around them.
  Holders before_;
  Holders after_;
  std::vector<FieldDifference> differences_;
};

}  // namespace

std::vector<FieldDifference> Differences(const Message& before, const Message& after,
                                         const std::vector<std::string>& fields, Compared compared,
                                         const WriteValue& write) {
  Comparison comparison(compared, write);
  comparison.Within(&before, &after, [&] {
    for (const std::string& name : fields) {
      const FieldDescriptor* field = before.GetDescriptor()->FindFieldByName(name);
      if (field != nullptr) comparison.CompareField(name, *field);
    }
  });
  return comparison.Take();
}

}  // namespace taqvim::cli
