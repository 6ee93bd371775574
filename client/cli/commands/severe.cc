#include "client/cli/commands/severe.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/command/request.h"
#include "client/cli/fields/values.h"
#include "client/cli/session/question.h"
#include "client/cli/session/resource_names.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/text.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What it is called, beside its name. What cannot be read, or has no title, goes by its name
// alone: whether it exists, the command itself will see.
std::string Told(Session& session, const std::string& name, const std::string& full_name) {
  const auto resource = GetResource(session, full_name);
  const std::string title = resource.ok() ? TitleOf(**resource, session.options.languages) : "";
  return title.empty() ? name : absl::StrCat(name, " (“", title, "”)");
}

std::string Told(Session& session, const Command& command, const Arguments& arguments,
                 std::vector<std::string> names) {
  for (size_t i = 0; i < std::min(names.size(), kMostToldNames); ++i) {
    names[i] = Told(session, names[i], FullName(command, arguments, names[i]));
  }
  return ToldNames(names);
}

bool IsSet(const Message& request, const char* name) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
         request.GetReflection()->GetBool(request, field);
}

// How many others the request would take with it, as a dry run says.
absl::StatusOr<std::string> Cascade(Session& session, const Command& command,
                                    const Message& request) {
  if (!IsSet(request, "cascade")) return std::string();
  std::unique_ptr<Message> trial(request.New());
  trial->CopyFrom(request);
  trial->GetReflection()->SetBool(trial.get(),
                                  trial->GetDescriptor()->FindFieldByName("validate_only"), true);
  auto response = session.contract.New(*command.method->output_type());
  RETURN_IF_ERROR(session.client().Call(*command.method, *trial, response.get()));
  const FieldDescriptor* total = response->GetDescriptor()->FindFieldByName("cascaded_total");
  if (total == nullptr) return std::string();
  return absl::StrCat(" It takes ", GetText(*response, *total), " other events with it.");
}

// The row of the field that the update sets; nullptr for none.
const std::pair<const std::string, SevereField>* SevereFieldIn(const Catalog& catalog,
                                                               const Command& command,
                                                               const Message& request) {
  if (command.update_mask == nullptr) return nullptr;
  const Message& resource = request.GetReflection()->GetMessage(request, command.resource);
  for (const auto& row : catalog.severe_fields) {
    if (IsSet(resource, row.first.c_str())) return &row;
  }
  return nullptr;
}

// What the command updates.
std::string NameOf(const Command& command, const Message& request) {
  const Message& resource = request.GetReflection()->GetMessage(request, command.resource);
  return GetText(resource, *command.name.back());
}

}  // namespace

std::string HowToUndo(const Catalog& catalog, const Command& command, const Message& request) {
  const auto* row = SevereFieldIn(catalog, command, request);
  if (row == nullptr) return "";
  const std::string undoing = absl::StrCat("taqvim ", command.title(), " ",
                                           NameOf(command, request), " --", row->first, "=false");
  return absl::StrReplaceAll(row->second.undone, {{"{command}", undoing}});
}

absl::Status AskWhetherToGoOn(Session& session, const Command& command, const Arguments& arguments,
                              const std::vector<std::string>& names, const Message& request) {
  if (!session.options.read_answer || IsSet(request, "validate_only")) return absl::OkStatus();
  if (IsSwitchedOn(arguments, "yes")) return absl::OkStatus();
  const auto severe = session.catalog.severe.find(command.method->name());
  if (severe != session.catalog.severe.end()) {
    ASSIGN_OR_RETURN(const std::string cascade, Cascade(session, command, request));
    const std::string told = Told(session, command, arguments, names);
    return AskToGoOn(
        session, absl::StrCat(absl::StrReplaceAll(severe->second, {{"{names}", told}}), cascade));
  }
  const auto* row = SevereFieldIn(session.catalog, command, request);
  if (row == nullptr) return absl::OkStatus();
  const std::string name = NameOf(command, request);
  const std::string told = Printable(Told(session, name, name));
  return AskToGoOn(session, absl::StrReplaceAll(row->second.says, {{"{names}", told}}));
}

}  // namespace taqvim::cli
