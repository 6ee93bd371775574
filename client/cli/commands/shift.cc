#include "client/cli/commands/shift.h"

#include <ostream>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/commands/shift_plan.h"
#include "client/cli/fields/comma_list.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/output/move_text.h"
#include "client/cli/output/output.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/table.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// A hundred years either way.
constexpr int kMostDays = 36525;

constexpr char kRefused[] =
    "The programme cannot be moved: it would conflict with the schedule. Nothing was written.";

struct Question {
  std::string programme;
  int days = 0;
  std::vector<v1::ConflictRule> overrides;
  bool ask = false;
  bool dry_run = false;
};

absl::StatusOr<std::vector<v1::ConflictRule>> OverridesFrom(const Arguments& arguments) {
  // The field of the contract knows the words and what to say of others.
  v1::UpdateEventRequest request;
  const auto* field = request.GetDescriptor()->FindFieldByName("overrides");
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name != "override") continue;
    const auto words = SplitList(given.text);
    if (!words.ok()) return WithPrefix("--override: ", words.status());
    for (const std::string& word : *words) {
      auto status = SetText(*field, word, &request);
      if (!status.ok()) return WithPrefix("--override: ", status);
    }
  }
  std::vector<v1::ConflictRule> rules;
  for (int rule : request.overrides()) rules.push_back(static_cast<v1::ConflictRule>(rule));
  return rules;
}

absl::StatusOr<Question> QuestionFrom(const Arguments& arguments) {
  if (arguments.positionals.size() != 1) {
    return UsageError(
        "Say which programme to move: taqvim programmes shift PROGRAMME --days NUMBER");
  }
  Question question;
  question.programme = ExpandName("events/{event}", arguments.positionals[0]);
  const std::string days = arguments.Find("days").value_or("");
  if (days.empty()) return UsageError("Say by how many days: --days 7, or --days=-7 for earlier.");
  if (!absl::SimpleAtoi(days, &question.days) || question.days == 0 || question.days < -kMostDays ||
      question.days > kMostDays) {
    return UsageError(absl::StrCat("--days: \"", days, "\" is not a number of days from -",
                                   kMostDays, " to ", kMostDays, ", other than 0."));
  }
  question.ask = IsSwitchedOn(arguments, "ask-approval");
  question.dry_run = IsSwitchedOn(arguments, "dry-run");
  ASSIGN_OR_RETURN(auto overrides, OverridesFrom(arguments));
  question.overrides = std::move(overrides);
  return question;
}

std::string TitleOf(const v1::Event& event, const std::vector<std::string>& languages) {
  return CellText(event, {.title = "TITLE", .paths = {"title"}, .zone = {}},
                  {.languages = languages, .here = {}});
}

std::string TableOf(const std::vector<ShiftedEvent>& shifted, const GlobalOptions& options) {
  Table table{.headers = {"NAME", "TITLE", "FROM", "TO"}, .rows = {}};
  for (const ShiftedEvent& event : shifted) {
    table.rows.push_back({event.before.name(), TitleOf(event.before, options.languages),
                          WhenOf(event.before), WhenOf(event.after)});
  }
  return Render(table, Style(options.color), options.width);
}

// For programs: the writes of the batch.
absl::Status PrintWrites(const std::vector<v1::EventWrite>& writes, std::ostream& out) {
  v1::BatchWriteEventsRequest batch;
  batch.mutable_writes()->Assign(writes.begin(), writes.end());
  ASSIGN_OR_RETURN(const auto json, ToJson(batch));
  out << json;
  return absl::OkStatus();
}

// What is worth knowing of the new days though nothing is in the way: whose holds
// are there, and what lies outside the stops.
std::string AdvisoriesOf(Session& session, const CheckedWrites& checked) {
  if (checked.blocked || checked.conflicts.empty()) return "";
  v1::BatchWriteEventsResponse told;
  told.mutable_advisories()->Assign(checked.conflicts.begin(), checked.conflicts.end());
  const auto* field = told.GetDescriptor()->FindFieldByName("advisories");
  const auto columns = ColumnsFor(session.catalog, "", *field->message_type());
  const Style style(session.options.color);
  return absl::StrCat(
      "\n", style.Bold("Advisories"), "\n",
      Render(TableOf(told, *field, columns, ShowingFor(session.options, session.catalog)), style,
             session.options.width));
}

absl::Status Print(Session& session, const std::vector<ShiftedEvent>& shifted,
                   const std::vector<v1::EventWrite>& writes, const CheckedWrites& checked) {
  switch (session.options.format) {
    case Format::kText:
      session.out << TableOf(shifted, session.options) << AdvisoriesOf(session, checked);
      return absl::OkStatus();
    case Format::kName:
      for (const ShiftedEvent& event : shifted) session.out << event.before.name() << "\n";
      return absl::OkStatus();
    default:
      // JSON is YAML, too.
      return PrintWrites(writes, session.out);
  }
}

// Which events stay where they are until others agree; whether there are any.
bool PrintWhatWaits(Session& session, const v1::BatchWriteEventsResponse& wrote) {
  int waiting = 0;
  std::set<std::string> open;
  for (const v1::Event& event : wrote.events()) {
    if (!event.has_move()) continue;
    ++waiting;
    if (const std::string who = WhoMustAgree(event.move()); !who.empty()) {
      open.insert(absl::StrCat(event.name(), " ", who));
    }
  }
  const Format format = session.options.format;
  if (waiting == 0 || (format != Format::kText && format != Format::kName)) return waiting > 0;
  session.err << waiting << (waiting == 1 ? " event moves" : " events move together")
              << " when all is approved; still to be approved: " << absl::StrJoin(open, ", ")
              << ".\n";
  return true;
}

absl::StatusOr<int> RunShift(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto question, QuestionFrom(arguments));
  ASSIGN_OR_RETURN(const auto events, ReadProgramme(session.client(), question.programme));
  if (events.size() > kMostEventWrites) {
    return absl::FailedPreconditionError(
        absl::StrCat(question.programme, " has ", events.size(),
                     " events with what they host, and all or "
                     "nothing holds ",
                     kMostEventWrites, " at most. Cancel what is no longer planned."));
  }
  std::vector<ShiftedEvent> shifted;
  for (const v1::Event& event : events) {
    ASSIGN_OR_RETURN(auto moved, Shift(event, question.days));
    shifted.push_back(std::move(moved));
  }
  const auto writes = WritesOf(shifted, question.overrides, question.ask);
  if (BytesOfCheck(writes) > kMostRequestBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat("To move ", question.programme, " takes a request of more than ",
                     kMostRequestBytes >> 20, " MiB. Cancel what is no longer planned."));
  }
  ASSIGN_OR_RETURN(const auto checked, CheckWrites(session.client(), writes));
  RETURN_IF_ERROR(Print(session, shifted, writes, checked));
  if (checked.blocked) {
    return AttachFreeInstead(RefusalOf(kRefused, checked.conflicts, checked.total_is_lower_bound),
                             FreeInsteadOf(writes, checked.conflicts, checked.suggestions));
  }
  // The check says neither whether the caller may write nor what would wait.
  const BatchMode mode = question.dry_run ? BatchMode::kValidateOnly : BatchMode::kWrite;
  ASSIGN_OR_RETURN(const auto wrote, WriteBatch(session.client(), writes, mode));
  const bool waits = PrintWhatWaits(session, wrote);
  if (question.dry_run && session.options.format == Format::kText) {
    session.err << "Dry run: nothing was written.\n";
  }
  return waits ? kExitWaits : kExitOk;
}

std::vector<Flag> Flags() {
  Flag days = OwnFlag("days", "NUMBER",
                      "By how many days: 7 for a week later, --days=-7 for a week earlier.");
  days.required = true;
  Flag rules = OwnListFlag(
      "override", "CONFLICT-RULE",
      "A rule that may be broken, of those that can be overridden: what was accepted for the old "
      "days is not for the new ones.");
  rules.values = Catalog::Embedded().values_of.at("overrides");
  Flag ask = OwnFlag(
      "ask-approval", "",
      "Ask those who approve their bookings, where confirmed events need that: what is confirmed "
      "stays where it is, and all of it moves with the last approval, or nothing. Stops of "
      "culture days, and what is tentative, move at once.");
  return {days, rules, ask,
          OwnFlag("dry-run", "", "Only show what would move, and every conflict; write nothing.")};
}

}  // namespace

SpecialCommand ShiftCommand() {
  SpecialCommand command;
  command.name = "programmes shift";
  command.summary = "Moves a whole programme by some days, all or nothing.";
  command.description = absl::StrCat(
      "Moves the stops of culture days, and the periods and bookings of every tentative and "
      "confirmed event that belongs to them, with what those host. Local times stay. What repeats "
      "moves with its rule: weekdays and UNTIL, excluded days and moved occurrences; a rule that "
      "names days of months cannot be moved. All of it is one batch of at most ",
      kMostEventWrites,
      " events; when something is in the way, every conflict is shown and nothing is written. "
      "Culture days that answer these are not moved.");
  command.arguments = "PROGRAMME";
  command.completes = "EVENT";
  command.flags = Flags();
  command.examples = {
      {"See what a week later would mean",
       "taqvim programmes shift astana-2035 --days 7 --dry-run"},
      {"A day earlier", "taqvim programmes shift astana-2035 --days=-1"},
      {"Where venues have to agree", "taqvim programmes shift astana-2035 --days 7 --ask-approval"},
  };
  command.run = RunShift;
  return command;
}

}  // namespace taqvim::cli
