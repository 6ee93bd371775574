#include "server/rpc/known_fields.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/schedule/errors.h"

namespace taqvim::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct KnownFields::Unknown {
  std::string path;
  int number = 0;
  const Descriptor* type = nullptr;
};

KnownFields::KnownFields(const Descriptor& type) : root_(PartsOf(type)) {}

const KnownFields::Parts* KnownFields::PartsOf(const Descriptor& type) {
  const auto [found, added] = types_.try_emplace(&type);
  Parts& parts = found->second;
  if (!added) return &parts;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->type() != FieldDescriptor::TYPE_MESSAGE || field->is_map()) continue;
    parts.push_back({field, field->is_repeated(), PartsOf(*field->message_type())});
  }
  return &parts;
}

absl::Status KnownFields::Check(const Message& message) const {
  Unknown unknown;
  if (!Find(message, *root_, unknown)) return absl::OkStatus();
  return schedule::InvalidField(
      unknown.path,
      absl::StrCat("field number ", unknown.number, " of ", unknown.type->full_name(),
                   " is not known to this server, or not of that type; leave it out, or use a "
                   "server as new as the client"));
}

bool KnownFields::Find(const Message& message, const Parts& parts, Unknown& unknown) {
  const auto& reflection = *message.GetReflection();
  const auto& fields = reflection.GetUnknownFields(message);
  if (!fields.empty()) {
    unknown.number = fields.field(0).number();
    unknown.type = message.GetDescriptor();
    return true;
  }
  for (const Part& part : parts) {
    if (!part.repeated) {
      if (!reflection.HasField(message, part.field)) continue;
      if (FindIn(reflection.GetMessage(message, part.field), part, -1, unknown)) return true;
      continue;
    }
    const int size = reflection.FieldSize(message, part.field);
    for (int i = 0; i < size; ++i) {
      const Message& inner = reflection.GetRepeatedMessage(message, part.field, i);
      if (FindIn(inner, part, i, unknown)) return true;
    }
  }
  return false;
}

// The path is put together on the way back, so that it costs nothing when there
// is nothing to report.
bool KnownFields::FindIn(const Message& inner, const Part& part, int index, Unknown& unknown) {
  if (!Find(inner, *part.parts, unknown)) return false;
  std::string at = part.field->name();
  if (index >= 0) absl::StrAppend(&at, "[", index, "]");
  unknown.path = unknown.path.empty() ? at : absl::StrCat(at, ".", unknown.path);
  return true;
}

}  // namespace taqvim::rpc
