#include "server/schedule/stored/changed_fields.h"

#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

bool ChangesWithEveryWrite(const FieldDescriptor& field) {
  return field.name() == "etag" || field.name() == "update_time";
}

// Dates, times and the like are one value.
bool HasFieldsOfItsOwn(const FieldDescriptor& field) {
  return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->file()->package() == field.file()->package();
}

bool Differs(const Message& before, const Message& after, const FieldDescriptor& field) {
  MessageDifferencer differencer;
  return !differencer.CompareWithFields(before, after, {&field}, {&field});
}

void AddChanged(const Message& before, const Message& after, const std::string& prefix,
                std::vector<std::string>& paths) {
  const auto& type = *before.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (prefix.empty() && ChangesWithEveryWrite(field)) continue;
    const std::string path = Cat(prefix, field.name());
    if (HasFieldsOfItsOwn(field) && before.GetReflection()->HasField(before, &field) &&
        after.GetReflection()->HasField(after, &field)) {
      AddChanged(before.GetReflection()->GetMessage(before, &field),
                 after.GetReflection()->GetMessage(after, &field), Cat(path, "."), paths);
    } else if (Differs(before, after, field)) {
      paths.push_back(path);
    }
  }
}

}  // namespace

std::vector<std::string> ChangedFields(const Message& before, const Message& after) {
  std::vector<std::string> paths;
  AddChanged(before, after, "", paths);
  return paths;
}

}  // namespace taqvim::schedule
