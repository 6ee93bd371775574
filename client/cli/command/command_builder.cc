#include "client/cli/command/command_builder.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "client/cli/command/command_flags.h"
#include "client/cli/contract/annotations.h"
#include "google/protobuf/descriptor.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

const FieldDescriptor* WrittenResource(const Descriptor& request) {
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    const Descriptor* resource = HeldResource(field);
    if (resource != nullptr && field.name() == SingularName(*resource)) return &field;
  }
  return nullptr;
}

const FieldDescriptor* PagedItems(const MethodDescriptor& method) {
  const Descriptor& response = *method.output_type();
  if (FindString(response, "next_page_token") == nullptr) return nullptr;
  if (FindString(*method.input_type(), "page_token") == nullptr) return nullptr;
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor& field = *response.field(i);
    if (field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return &field;
  }
  return nullptr;
}

const Descriptor* AnsweredType(const Descriptor& response, const FieldDescriptor* items) {
  if (items != nullptr) return items->message_type();
  for (int i = 0; i < response.field_count(); ++i) {
    if (const Descriptor* resource = HeldResource(*response.field(i))) return resource;
  }
  return nullptr;
}

// `name` of the request, or, where a resource is updated, that of the resource.
FieldPath NamePath(const Command& command) {
  const Descriptor& request = *command.method->input_type();
  if (const auto* name = FindString(request, "name");
      name != nullptr && ReferencedResource(*name) != nullptr) {
    return {name};
  }
  if (command.update_mask == nullptr) return {};
  return {command.resource, FindString(*command.resource->message_type(), "name")};
}

// The field at the dotted path from the message; nullptr when there is none.
const FieldDescriptor* FieldAt(const Descriptor& message, absl::string_view path) {
  const Descriptor* within = &message;
  const FieldDescriptor* field = nullptr;
  for (absl::string_view step : absl::StrSplit(path, '.')) {
    field = within != nullptr ? within->FindFieldByName(std::string(step)) : nullptr;
    if (field == nullptr) return nullptr;
    within = field->message_type();
  }
  return field;
}

// The write of a batch that can be said with flags.
void AddOneWrite(const Catalog& catalog, Command* command) {
  const auto row = catalog.one_write.find(command->method->name());
  if (row == catalog.one_write.end()) return;
  const OneWrite& one = row->second;
  const auto* method = command->method->service()->FindMethodByName(one.method);
  const auto* list = command->method->input_type()->FindFieldByName(one.list);
  if (method == nullptr || list == nullptr) return;
  command->one_write_path = {list, list->message_type()->FindFieldByName(one.member)};
  command->one_write = std::make_shared<Command>(
      BuildCommand(*method, catalog, command->group, command->verb, nullptr, nullptr));
}

}  // namespace

Command BuildCommand(const MethodDescriptor& method, const Catalog& catalog,
                     const std::string& group, const std::string& verb, const Kind* kind,
                     const Alias* alias) {
  Command command([&catalog](const Command& made) { return MakeFlags(made, catalog); });
  command.group = group;
  command.verb = verb;
  command.method = &method;
  command.kind = kind;
  command.alias = alias;
  const Descriptor& request = *method.input_type();
  command.resource = WrittenResource(request);
  if (command.resource != nullptr) command.update_mask = request.FindFieldByName("update_mask");
  if (const auto row = catalog.acts_alone.find(method.name()); row != catalog.acts_alone.end()) {
    command.acts_alone = request.FindFieldByName(row->second);
  }
  command.is_read =
      method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
  command.items = PagedItems(method);
  command.answers = AnsweredType(*method.output_type(), command.items);
  command.name = NamePath(command);
  AddOneWrite(catalog, &command);
  command.lists_upcoming =
      command.items != nullptr && std::find(catalog.upcoming.begin(), catalog.upcoming.end(),
                                            method.name()) != catalog.upcoming.end();
  if (const auto several = catalog.several.find(method.name()); several != catalog.several.end()) {
    command.takes_several = true;
    command.batched_as = several->second.write;
  }
  return command;
}

bool ConcernsKind(const Command& command, const Kind& kind) {
  return command.resource != nullptr || !command.name.empty() ||
         FieldAt(*command.method->input_type(), kind.filter_field) != nullptr;
}

}  // namespace taqvim::cli
