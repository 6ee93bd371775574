#include "server/rpc/unknown_fields.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/schedule/errors.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Unknown {
  std::string path;
  int number = 0;
  const google::protobuf::Descriptor* type = nullptr;
};

bool FindUnknown(const Message& message, Unknown& unknown);

// The path is put together on the way back, so that it costs nothing when there
// is nothing to report.
bool FindUnknownIn(const Message& part, absl::string_view name, int index, Unknown& unknown) {
  if (!FindUnknown(part, unknown)) return false;
  const std::string at = index < 0 ? std::string(name) : absl::StrCat(name, "[", index, "]");
  unknown.path = unknown.path.empty() ? at : absl::StrCat(at, ".", unknown.path);
  return true;
}

bool FindUnknownInParts(const Message& message, const FieldDescriptor& field, Unknown& unknown) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return reflection.HasField(message, &field) &&
           FindUnknownIn(reflection.GetMessage(message, &field), field.name(), -1, unknown);
  }
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    const Message& part = reflection.GetRepeatedMessage(message, &field, i);
    if (FindUnknownIn(part, field.name(), i, unknown)) return true;
  }
  return false;
}

bool FindUnknown(const Message& message, Unknown& unknown) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  if (!fields.empty()) {
    unknown = {.path = "", .number = fields.field(0).number(), .type = message.GetDescriptor()};
    return true;
  }
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() != FieldDescriptor::TYPE_MESSAGE || field.is_map()) continue;
    if (FindUnknownInParts(message, field, unknown)) return true;
  }
  return false;
}

}  // namespace

absl::Status RefuseUnknownFields(const Message& message) {
  Unknown unknown;
  if (!FindUnknown(message, unknown)) return absl::OkStatus();
  return schedule::InvalidField(
      unknown.path,
      absl::StrCat("field number ", unknown.number, " of ", unknown.type->full_name(),
                   " is not known to this server, or not of that type; leave it out, or use a "
                   "server as new as the client"));
}

}  // namespace taqvim::rpc
