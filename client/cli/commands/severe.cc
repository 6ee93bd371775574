#include "client/cli/commands/severe.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/types/span.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Of many names the first are told, and how many there are.
constexpr size_t kMostTold = 10;

std::string Told(const std::vector<std::string>& names) {
  if (names.size() == 1) return Printable(names[0]);
  const auto first = absl::MakeSpan(names).subspan(0, std::min(names.size(), kMostTold));
  return absl::StrCat(names.size(), ": ", Printable(absl::StrJoin(first, ", ")),
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
  session.err << absl::StrReplaceAll(severe->second, {{"{names}", Told(names)}}) << cascade
              << "\nGo on? [y/N] " << std::flush;
  const std::string answer = absl::AsciiStrToLower(session.options.read_answer());
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return UsageError("Nothing was done. Say yes, or give --yes, to go on.");
}

}  // namespace taqvim::cli
