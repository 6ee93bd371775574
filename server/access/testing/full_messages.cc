#include "server/access/testing/full_messages.h"

#include <algorithm>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace taqvim::access::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

// Something in a field of no message type.
void FillPlain(const FieldDescriptor& field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      many ? reflection.AddString(&message, &field, "hidden")
           : reflection.SetString(&message, &field, "hidden");
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.SetInt32(&message, &field, 7);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(&message, &field, 7);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      reflection.SetDouble(&message, &field, 7);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, &field, true);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.SetEnumValue(&message, &field, 1);
      break;
    default:
      FAIL() << "Fill fields of the type of " << field.full_name() << ", too.";
  }
}

}  // namespace

void Fill(int choice, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const OneofDescriptor* oneof = field->real_containing_oneof();
    if (oneof != nullptr && field != oneof->field(std::min(choice, oneof->field_count() - 1)))
      continue;
    if (field->message_type() == nullptr) {
      FillPlain(*field, message);
    } else if (!field->is_repeated()) {
      Fill(choice, *reflection.MutableMessage(&message, field));
    } else {
      for (int n = 0; n < 3; ++n) Fill(n, *reflection.AddMessage(&message, field));
    }
  }
}

void CollectFields(const Message& message, std::set<std::string>& names) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->file()->package() != "taqvim.v1") continue;
    names.insert(field->containing_type()->name() + "." + field->name());
    if (field->message_type() == nullptr || field->is_map()) continue;
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      CollectFields(field->is_repeated()
                        ? message.GetReflection()->GetRepeatedMessage(message, field, i)
                        : message.GetReflection()->GetMessage(message, field),
                    names);
    }
  }
}

}  // namespace taqvim::access::testing
