#include "client/cli/apply/apply_entries.h"

#include <yaml-cpp/yaml.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/value_text.h"
#include "client/cli/fields/yaml_message.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The value of the field as a file has it, on one line.
std::string ValueIn(const Message& message, const FieldDescriptor& field) {
  YAML::Emitter emitter;
  emitter.SetMapFormat(YAML::Flow);
  emitter.SetSeqFormat(YAML::Flow);
  emitter << ToYaml(message)[field.name()];
  return emitter.c_str();
}

class Entries {
 public:
  explicit Entries(const WantedResource& wanted) : wanted_(wanted) {}

  // Adds what `after` sets otherwise than `before`, at that path of the entry.
  void Compare(const std::string& path, const Message& before, const Message& after) {
    std::vector<const FieldDescriptor*> fields;
    after.GetReflection()->ListFields(after, &fields);
    for (const FieldDescriptor* field : fields) {
      const bool is_own =
          IsOutputOnly(*field) || field->name() == "name" || field->name() == "etag";
      if (is_own || IsSame(*field, before, after)) continue;
      const std::string at = path + field->name();
      if (!CompareElements(at, *field, before, after)) {
        lines_.push_back(absl::StrCat(wanted_.Where(at), ": ", ValueIn(after, *field)));
      }
    }
  }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  // False where it is no list of structures that has as many in both.
  bool CompareElements(const std::string& path, const FieldDescriptor& field, const Message& before,
                       const Message& after) {
    if (!field.is_repeated() || field.is_map() || field.message_type() == nullptr) return false;
    const int size = after.GetReflection()->FieldSize(after, &field);
    if (before.GetReflection()->FieldSize(before, &field) != size) return false;
    for (int i = 0; i < size; ++i) {
      Compare(absl::StrCat(path, "[", i, "]."),
              before.GetReflection()->GetRepeatedMessage(before, &field, i),
              after.GetReflection()->GetRepeatedMessage(after, &field, i));
    }
    return true;
  }

  const WantedResource& wanted_;
  std::vector<std::string> lines_;
};

std::vector<std::string> EntriesFor(const ApplyStep& step, const v1::EventWrite& instead) {
  if (step.resource == nullptr || (!instead.has_create() && !instead.has_update())) return {};
  Entries entries(*step.wanted);
  entries.Compare("", *step.resource,
                  instead.has_create() ? instead.create().event() : instead.update().event());
  return entries.lines();
}

}  // namespace

std::vector<FreeInstead> FreeInsteadInFiles(const PlannedWrites& events,
                                            const CheckedWrites& checked) {
  auto all = FreeInsteadOf(events.writes, checked.conflicts, checked.suggestions);
  for (size_t i = 0; i < all.size(); ++i) {
    const v1::Suggestion& suggestion = checked.suggestions[i];
    const auto item = static_cast<size_t>(suggestion.item());
    if (suggestion.instead().empty() || item >= events.steps.size()) continue;
    all[i].entries = EntriesFor(*events.steps[item], suggestion.instead(0));
  }
  return all;
}

}  // namespace taqvim::cli
