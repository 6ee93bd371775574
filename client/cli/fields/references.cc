#include "client/cli/fields/references.h"

#include <vector>

#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Collect(const Message& message, std::set<std::string>* names) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsOutputOnly(*field) || field->is_map()) continue;
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!is_message && !HoldsNames(*field)) continue;
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (!is_message) {
        names->insert(GetText(message, *field, field->is_repeated() ? i : -1));
      } else {
        Collect(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                     : reflection->GetMessage(message, field),
                names);
      }
    }
  }
}

}  // namespace

std::set<std::string> ReferencesOf(const Message& resource) {
  std::set<std::string> names;
  Collect(resource, &names);
  if (const FieldDescriptor* name = FindString(*resource.GetDescriptor(), "name")) {
    names.insert(std::string(ParentOf(GetText(resource, *name))));
  }
  names.erase("");
  return names;
}

}  // namespace taqvim::cli
