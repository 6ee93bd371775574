#include "server/rpc/wire/known_fields.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/base/errors.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Unknown {
  std::string path;
  int number = 0;
  const Descriptor* type = nullptr;
};

bool Find(const Message& message, Unknown& unknown);

bool FindIn(const Message& inner, const std::string& at, Unknown& unknown) {
  if (!Find(inner, unknown)) return false;
  unknown.path = unknown.path.empty() ? at : absl::StrCat(at, ".", unknown.path);
  return true;
}

bool FindInField(const Message& message, const FieldDescriptor* field, Unknown& unknown) {
  const auto& reflection = *message.GetReflection();
  if (!field->is_repeated()) {
    return FindIn(reflection.GetMessage(message, field), field->name(), unknown);
  }
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    const std::string at = absl::StrCat(field->name(), "[", i, "]");
    if (FindIn(reflection.GetRepeatedMessage(message, field, i), at, unknown)) return true;
  }
  return false;
}

bool Find(const Message& message, Unknown& unknown) {
  const auto& reflection = *message.GetReflection();
  const auto& fields = reflection.GetUnknownFields(message);
  if (!fields.empty()) {
    unknown.number = fields.field(0).number();
    unknown.type = message.GetDescriptor();
    return true;
  }
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->message_type() == nullptr || field->is_map()) continue;
    if (FindInField(message, field, unknown)) return true;
  }
  return false;
}

}  // namespace

absl::Status CheckKnownFields(const Message& message) {
  Unknown unknown;
  if (!Find(message, unknown)) return absl::OkStatus();
  return schedule::InvalidField(
      unknown.path,
      absl::StrCat("field number ", unknown.number, " of ", unknown.type->full_name(),
                   " is not known to this server, or not of that type; leave it out, or use a "
                   "server as new as the client"));
}

}  // namespace taqvim::rpc
