#include "client/cli/output/error_object.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "client/cli/output/error_words.h"
#include "client/cli/output/output.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "client/markup/json.h"

namespace taqvim::cli {
namespace {

using markup::JsonObject;
using markup::JsonTexts;

constexpr char kUsageCode[] = "USAGE";

// As -o json prints it elsewhere, on one line: line breaks within texts are escaped.
std::string OneLine(const google::protobuf::Message& message) {
  const auto json = ToJson(message);
  if (!json.ok()) return "{}";
  std::string line;
  for (const absl::string_view part : absl::StrSplit(*json, '\n')) {
    absl::StrAppend(&line, absl::StripLeadingAsciiWhitespace(part));
  }
  return line;
}

std::string CodeOf(const absl::Status& status) {
  return IsUsageError(status) ? kUsageCode : absl::StatusCodeToString(status.code());
}

void AddViolations(const client::RemoteError& error, const ErrorWords& words, JsonObject* object) {
  std::vector<std::string> fields, preconditions;
  for (const auto& violation : error.field_violations) {
    JsonObject field;
    field.AddText("field", violation.field);
    field.AddText("flag", words.FlagOf(violation.field));
    field.AddText("description", violation.description);
    fields.push_back(field.Text());
  }
  for (const auto& violation : error.precondition_violations) {
    JsonObject precondition;
    precondition.AddText("type", violation.type);
    precondition.AddText("subject", violation.subject);
    precondition.AddText("description", violation.description);
    preconditions.push_back(precondition.Text());
  }
  object->AddList("fieldViolations", fields);
  object->AddList("preconditionViolations", preconditions);
}

void AddConflicts(const v1::ConflictReport& report, JsonObject* object) {
  std::vector<std::string> conflicts;
  for (const v1::Conflict& conflict : report.conflicts()) conflicts.push_back(OneLine(conflict));
  object->AddList("conflicts", conflicts);
  object->Add("conflictTotal", absl::StrCat(report.total()));
  if (report.total_is_lower_bound()) object->Add("conflictTotalIsLowerBound", "true");
}

}  // namespace

std::string ErrorObject(const absl::Status& status, const ErrorContext& context) {
  const client::RemoteError error = client::DecodeError(status);
  // Without the colours of a terminal.
  GlobalOptions options = context.options;
  options.color = false;
  const ErrorContext plain{options, context.catalog, context.command, context.special,
                           context.from_file};
  const ErrorWords words(status, error, plain);
  JsonObject object;
  object.AddText("code", CodeOf(status));
  object.Add("exitCode", absl::StrCat(static_cast<int>(ExitCodeFor(status))));
  object.AddText("message", words.Sentence());
  object.AddText("reason", error.reason);
  object.AddText("resource", error.resource);
  AddViolations(error, words, &object);
  if (error.conflicts) AddConflicts(*error.conflicts, &object);
  std::vector<std::string> suggestions;
  for (const FreeInstead& one : AttachedFreeInstead(status)) {
    suggestions.push_back(FreeInsteadObject(one));
  }
  object.AddList("suggestions", suggestions);
  if (error.retry_delay) object.AddText("retryDelay", absl::FormatDuration(*error.retry_delay));
  object.AddText("requestId", RequestIdOf(status));
  object.AddTexts("hints", words.Hints());
  JsonObject whole;
  whole.Add("error", object.Text());
  return whole.Text();
}

std::string FreeInsteadObject(const FreeInstead& one) {
  JsonObject object;
  object.AddText("event", one.event);
  std::vector<std::string> commands;
  for (const auto& words : one.commands) commands.push_back(JsonTexts(words));
  object.AddList("commands", commands);
  object.AddText("commandLine", LineToPaste(one));
  object.AddTexts("entries", one.entries);
  object.AddTexts("remaining", one.remaining);
  object.Add("suggestion", OneLine(one.suggestion));
  return object.Text();
}

}  // namespace taqvim::cli
