#include "client/cli/commands/event_history.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/output/answer_fields.h"
#include "client/cli/output/event_history_text.h"
#include "client/cli/output/output.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_revision.pb.h"

namespace taqvim::cli {
namespace {

// The most that the contract lets a page hold.
constexpr int kMaxPageSize = 1000;
constexpr int kNoLimit = 0;

// The newest revisions, up to the limit: the items of all pages, and the rest of
// the last.
absl::StatusOr<v1::ListEventRevisionsResponse> ReadHistory(client::Client& client,
                                                           const std::string& name, int limit) {
  v1::ListEventRevisionsRequest request;
  request.set_name(name);
  v1::ListEventRevisionsResponse all;
  do {
    const int left = limit == kNoLimit ? kMaxPageSize : limit - all.event_revisions_size();
    request.set_page_size(std::min(left, kMaxPageSize));
    ASSIGN_OR_RETURN(auto page, client.Call<v1::ListEventRevisionsResponse>(request));
    request.set_page_token(page.next_page_token());
    all.clear_next_page_token();
    all.MergeFrom(page);
  } while (!request.page_token().empty() &&
           (limit == kNoLimit || all.event_revisions_size() < limit));
  return all;
}

absl::Status Print(Session& session, const v1::ListEventRevisionsResponse& history) {
  switch (session.options.format) {
    case Format::kText:
      session.out << HistoryText(history, Style(session.options.color),
                                 ShowingFor(session.options, session.catalog));
      return absl::OkStatus();
    case Format::kName:
      for (const auto& revision : history.event_revisions()) {
        if (revision.number() != 0) session.out << revision.number() << "\n";
      }
      return absl::OkStatus();
    case Format::kYaml:
      session.out << EmitYaml(ToYaml(history));
      return absl::OkStatus();
    default: {
      const auto json = ToJson(history);
      if (json.ok()) session.out << *json;
      return json.status();
    }
  }
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  if (arguments.positionals.size() != 1) {
    return UsageError("Say whose history to show: taqvim events history NAME");
  }
  ASSIGN_OR_RETURN(const auto limit, ReadLimit(arguments));
  const auto& type = *v1::EventRevision::descriptor();
  ASSIGN_OR_RETURN(const auto fields, ReadFields(arguments, type, session.options.format));
  const std::string name = ExpandName("events/{event}", arguments.positionals[0]);
  ASSIGN_OR_RETURN(auto history, ReadHistory(session.client(), name, limit.value_or(kNoLimit)));
  if (fields) KeepFields(*fields, type, &history);
  RETURN_IF_ERROR(Print(session, history));
  if (session.options.format == Format::kText && !history.next_page_token().empty()) {
    session.err
        << "There is more; --limit shows as much as it says, and without it all is shown.\n";
  }
  return kExitOk;
}

}  // namespace

SpecialCommand EventHistoryCommand() {
  SpecialCommand command;
  command.name = "events history";
  command.summary = "Shows who changed what of an event, and when, the newest first.";
  command.description =
      "Each entry says when, who and by which method, and of each value that changed what "
      "it was and what it became. `system` is the server itself, which lets holds lapse. The log "
      "is "
      "kept for a set time and size; where it was trimmed, the end says so.\n\n"
      "With -o json it prints the revisions with the whole event before and after, as "
      "ListEventRevisions answers them; with -o name the numbers of the revisions. "
      "`taqvim events revisions` lists them as a table.";
  command.arguments = "NAME";
  command.completes = "EVENT";
  command.flags = {
      OwnFlag("limit", "NUMBER", "How many revisions to show. Default: all that are kept."),
      FieldsFlag(*v1::EventRevision::descriptor())};
  command.examples = {
      {"How a concert came to be what it is", "taqvim events history gala"},
      {"What happened to it last", "taqvim events history gala --limit 1"},
  };
  command.is_read = true;
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
