#include "client/cli/commands/severe.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/command/request.h"
#include "client/cli/fields/values.h"
#include "client/cli/session/resource_names.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Of many names the first are told, and how many there are.
constexpr size_t kMostTold = 10;

// What it is called, beside its name. What cannot be read, or has no title, goes by its name
// alone: whether it exists, the command itself will see.
std::string Told(Session& session, const std::string& name, const std::string& full_name) {
  const auto resource = GetResource(session, full_name);
  const std::string title = resource.ok() ? TitleOf(**resource, session.options.languages) : "";
  return Printable(title.empty() ? name : absl::StrCat(name, " (“", title, "”)"));
}

std::string Told(Session& session, const Command& command, const Arguments& arguments,
                 const std::vector<std::string>& names) {
  std::vector<std::string> told;
  for (size_t i = 0; i < std::min(names.size(), kMostTold); ++i) {
    told.push_back(Told(session, names[i], FullName(command, arguments, names[i])));
  }
  if (names.size() == 1) return told[0];
  return absl::StrCat(names.size(), ": ", absl::StrJoin(told, ", "),
                      names.size() > kMostTold ? ", ..." : "");
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

}  // namespace

absl::Status AskWhetherToGoOn(Session& session, const Command& command, const Arguments& arguments,
                              const std::vector<std::string>& names, const Message& request) {
  const auto severe = session.catalog.severe.find(command.method->name());
  const bool asks = session.options.read_answer && severe != session.catalog.severe.end();
  if (!asks || IsSet(request, "validate_only")) return absl::OkStatus();
  if (IsSwitchedOn(arguments, "yes")) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string cascade, Cascade(session, command, request));
  const std::string told = Told(session, command, arguments, names);
  session.err << absl::StrReplaceAll(severe->second, {{"{names}", told}}) << cascade
              << "\nGo on? [y/N] " << std::flush;
  const std::string answer = absl::AsciiStrToLower(session.options.read_answer());
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return UsageError("Nothing was done. Say yes, or give --yes, to go on.");
}

}  // namespace taqvim::cli
