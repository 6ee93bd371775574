// Updates by a mask: a part of resources.h.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/field_mask_util.h"
#include "proto/status_macros.h"
#include "server/base/edit_distance.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/strings.h"
#include "server/base/texts.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::util::FieldMaskUtil;

constexpr std::string_view kEverything = "*";

bool IsEverything(const FieldMask& mask) {
  return mask.paths_size() == 1 && mask.paths(0) == kEverything;
}

std::string WithSuggestion(const Descriptor& descriptor, std::string_view part) {
  std::vector<std::string_view> fields;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    if (!IsOutputOnly(*descriptor.field(i))) fields.push_back(descriptor.field(i)->name());
  }
  const std::string_view nearest = Nearest(part, fields);
  const auto append = [](std::string* out, std::string_view field) { out->append(field); };
  if (nearest.empty()) return Cat("; its fields are ", absl::StrJoin(fields, ", ", append));
  return Cat("; did you mean \"", nearest, "\"?");
}

// What is wrong with a path; empty when nothing is.
std::string WrongWith(std::string_view path, const Descriptor& root) {
  const Descriptor* descriptor = &root;
  const FieldDescriptor* field = nullptr;
  for (absl::string_view part : absl::StrSplit(AbslView(path), '.')) {
    if (field != nullptr && (field->is_repeated() || descriptor == nullptr)) {
      return Cat(Quoted(path), " reaches into ", field->name(),
                 ", which is replaced as a whole; name only that");
    }
    field = descriptor->FindFieldByName(std::string(part));
    if (field == nullptr) {
      return Cat(Quoted(path), " is no field of ", descriptor->name(),
                 WithSuggestion(*descriptor, StdView(part)));
    }
    if (descriptor == &root && IsOutputOnly(*field)) {
      return Cat(Quoted(path), " is set by the server; leave it out of the mask");
    }
    descriptor = field->message_type();
  }
  return {};
}

// The paths of what is set: fields at the top, but within the kind of an event
// only the fields that are set there.
FieldMask PathsOfWhatIsSet(const Message& change) {
  FieldMask mask;
  std::vector<const FieldDescriptor*> fields;
  change.GetReflection()->ListFields(change, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsOutputOnly(*field)) continue;
    if (field->real_containing_oneof() == nullptr) {
      mask.add_paths(field->name());
      continue;
    }
    const Message& inner = change.GetReflection()->GetMessage(change, field);
    std::vector<const FieldDescriptor*> inner_fields;
    inner.GetReflection()->ListFields(inner, &inner_fields);
    for (const FieldDescriptor* set : inner_fields) {
      mask.add_paths(Cat(field->name(), ".", set->name()));
    }
  }
  return mask;
}

FieldMask AllPaths(const Descriptor& descriptor) {
  FieldMask mask;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    if (!IsOutputOnly(*descriptor.field(i))) mask.add_paths(descriptor.field(i)->name());
  }
  return mask;
}

FieldMask EffectiveMask(const FieldMask& mask, const Message& change) {
  if (mask.paths().empty()) return PathsOfWhatIsSet(change);
  if (IsEverything(mask)) return AllPaths(*change.GetDescriptor());
  return mask;
}

const FieldDescriptor* KindField(const Message& message) {
  const Descriptor* descriptor = message.GetDescriptor();
  if (descriptor->real_oneof_decl_count() == 0) return nullptr;
  return message.GetReflection()->GetOneofFieldDescriptor(message, descriptor->oneof_decl(0));
}

// Whether the mask names the kind that the field stands for, or a part of it.
bool Names(const FieldMask& mask, const FieldDescriptor& field) {
  for (const std::string& path : mask.paths()) {
    if (path == field.name() || absl::StartsWith(path, Cat(field.name(), "."))) {
      return true;
    }
  }
  return false;
}

// The kind of an event is fixed: the mask may reach only into the one stored.
absl::Status CheckKindStays(const FieldMask& mask, const Message& change, const Message& stored) {
  const FieldDescriptor* kind = KindField(stored);
  if (kind == nullptr) return absl::OkStatus();
  const FieldDescriptor* changed = KindField(change);
  if (changed != nullptr && changed != kind) {
    // Only events have kinds; their field in requests has the name of their type.
    const std::string request_field = absl::AsciiStrToLower(change.GetDescriptor()->name());
    return InvalidField(Cat(request_field, ".", changed->name()),
                        Cat("the kind is fixed at creation and is ", kind->name()));
  }
  const OneofDescriptor& oneof = *kind->containing_oneof();
  for (int i = 0; i < oneof.field_count(); ++i) {
    if (oneof.field(i) == kind || !Names(mask, *oneof.field(i))) continue;
    return InvalidField("update_mask",
                        Cat("names ", oneof.field(i)->name(),
                            ", but the kind is fixed at creation and is ", kind->name()));
  }
  return absl::OkStatus();
}

}  // namespace

void CheckMask(const FieldMask& mask, const Descriptor& descriptor, FieldErrors& errors) {
  if (IsEverything(mask)) return;
  for (int i = 0; i < mask.paths_size() && !errors.full(); ++i) {
    const std::string wrong = mask.paths(i) == kEverything
                                  ? "\"*\" stands for all fields; send it alone"
                                  : WrongWith(mask.paths(i), descriptor);
    if (wrong.empty()) continue;
    FieldErrors::Scope scope(errors, "update_mask");
    FieldErrors::Scope path(errors, "paths", i);
    errors.Add("", wrong);
  }
}

absl::Status ApplyUpdate(const FieldMask& mask, const Message& change, Message* stored) {
  FieldErrors errors;
  CheckMask(mask, *stored->GetDescriptor(), errors);
  if (!errors.empty()) return errors.ToStatus();
  const FieldMask explicit_mask = IsEverything(mask) ? FieldMask() : mask;
  RETURN_IF_ERROR(CheckKindStays(explicit_mask, change, *stored));
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(change, EffectiveMask(mask, change), options, stored);
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
