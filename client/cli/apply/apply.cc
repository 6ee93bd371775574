#include "client/cli/apply/apply.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/apply/apply_dry_runs.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/apply/apply_file.h"
#include "client/cli/apply/apply_foretelling.h"
#include "client/cli/apply/apply_plan.h"
#include "client/cli/apply/apply_report.h"
#include "client/cli/apply/apply_writing.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr char kRefused[] =
    "The events of these files conflict with the schedule. Nothing was written. Those that do: ";

// As many as Assumptions holds of each kind.
constexpr size_t kMostAssumed = 5000;

// One line on a terminal that says how far the reading or the writing has come.
class Progress {
 public:
  Progress(const Session& session, size_t total)
      : err_(session.err),
        total_(total),
        shown_(session.options.format == Format::kText && isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (shown_) err_ << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Say(const std::string& name) {
    ++done_;
    if (shown_) err_ << "\r\x1b[K[" << done_ << "/" << total_ << "] " << name << std::flush;
  }

 private:
  std::ostream& err_;
  const size_t total_;
  const bool shown_;
  size_t done_ = 0;
};

absl::Status Write(Session& session, const PlannedWrites& events,
                   const PlannedAssumptions& assumptions, ApplyReport* report) {
  const auto to_write = std::count_if(report->plan->begin(), report->plan->end(),
                                      [](const ApplyStep& step) { return !step.IsDone(); });
  Progress progress(session, static_cast<size_t>(to_write));
  client::Client& client = session.client();
  const ApplyCalls calls = {
      .write_one =
          [&client](const ApplyStep& step) { return CallFor(client, step, WriteMode::kWrite); },
      .write_events = [&client, &events](const std::vector<v1::EventWrite>& writes)
          -> absl::StatusOr<v1::BatchWriteEventsResponse> {
        auto wrote = WriteBatch(client, writes);
        if (wrote.ok()) return wrote;
        return DeniedInTermsOfFiles(client, wrote.status(), events);
      },
      .begin = [&progress](const std::string& name) { progress.Say(name); }};
  ASSIGN_OR_RETURN(const auto written, WritePlan(calls, *report->plan, events, assumptions));
  report->conflicts.insert(report->conflicts.end(), written.conflicts.begin(),
                           written.conflicts.end());
  report->awaiting = AwaitingAmong(written.events);
  return absl::OkStatus();
}

std::vector<std::string> FilesOf(const Arguments& arguments) {
  std::vector<std::string> files = arguments.positionals;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name == "file") files.push_back(given.text);
  }
  return files;
}

void Print(Session& session, const ApplyReport& report) {
  switch (session.options.format) {
    case Format::kText:
      session.out << ApplyText(report, session.options.color);
      break;
    case Format::kName:
      session.out << ApplyNames(report);
      break;
    default:
      // JSON is YAML, too.
      session.out << ApplyJson(report);
  }
}

// Whether there is more than a check or a batch takes.
absl::Status CheckSizes(const PlannedWrites& events, const PlannedAssumptions& assumptions) {
  if (events.writes.size() > kMostEventWrites) {
    return UsageError(absl::StrCat("These files take ", events.writes.size(),
                                   " writes of events (each is created or changed, and "
                                   "confirmed), and all or nothing holds ",
                                   kMostEventWrites,
                                   " at most. Apply fewer programmes at a time, those first that "
                                   "others refer to."));
  }
  for (const auto& [key, steps] : assumptions.steps) {
    if (steps.size() <= kMostAssumed) continue;
    return UsageError(absl::StrCat("These files create or change ", steps.size(), " ", key,
                                   ", and a check takes ", kMostAssumed,
                                   " at most. Apply fewer at a time, those first that others refer "
                                   "to."));
  }
  if (BytesOfCheck(events.writes, assumptions.assumptions) > kMostRequestBytes) {
    return UsageError(absl::StrCat("What these files create and change is more than the ",
                                   kMostRequestBytes >> 20,
                                   " MiB that a check takes. Apply fewer at a time, those first "
                                   "that others refer to."));
  }
  return absl::OkStatus();
}

// Checks all that is to be written, as one.
absl::Status Check(client::Client& client, const PlannedWrites& events,
                   const PlannedAssumptions& assumptions, ApplyReport* report) {
  if (events.writes.empty() && assumptions.steps.empty()) return absl::OkStatus();
  auto checked = CheckWrites(client, events.writes, assumptions.assumptions);
  if (!checked.ok()) return InTermsOfFiles(checked.status(), events, assumptions);
  report->conflicts.insert(report->conflicts.end(), checked->conflicts.begin(),
                           checked->conflicts.end());
  report->free_instead = std::move(checked->free_instead);
  report->total_is_lower_bound = checked->total_is_lower_bound;
  report->blocked = checked->blocked;
  return absl::OkStatus();
}

// An error of one resource; or, where a check of all finds wrong fields, all of them.
absl::Status AllThatIsWrong(client::Client& client, const std::vector<ApplyStep>& plan,
                            const absl::Status& first) {
  const PlannedWrites events = EventWritesOf(plan);
  const PlannedAssumptions assumptions = AssumptionsOf(plan);
  if (!absl::IsInvalidArgument(first) || !CheckSizes(events, assumptions).ok()) return first;
  ApplyReport unused;
  const absl::Status all = Check(client, events, assumptions, &unused);
  return absl::IsInvalidArgument(all) ? all : first;
}

// That the events are refused, and which entries of the files are in conflict.
absl::Status Refused(const ApplyReport& report, const PlannedWrites& events) {
  std::vector<const ApplyStep*> refused;
  for (const v1::Conflict& conflict : report.conflicts) {
    if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) continue;
    const auto item = static_cast<size_t>(conflict.item());
    if (item < events.steps.size()) refused.push_back(events.steps[item]);
  }
  return AttachFreeInstead(RefusalOf(absl::StrCat(kRefused, Places(refused), "."), report.conflicts,
                                     report.total_is_lower_bound),
                           report.free_instead);
}

absl::StatusOr<std::vector<ApplyStep>> Plan(Session& session,
                                            const std::vector<WantedResource>& wanted) {
  Progress progress(session, wanted.size());
  const auto read = [&](const ApplyKind& kind, const std::string& name) {
    progress.Say(name);
    return GetResource(session.client(), kind, name);
  };
  return PlanApply(read, wanted);
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  const std::vector<std::string> files = FilesOf(arguments);
  if (files.empty()) return UsageError("Say which files to apply: taqvim apply -f programme.yaml");
  ASSIGN_OR_RETURN(const auto wanted, ReadWanted(files));
  client::Client& client = session.client();
  ASSIGN_OR_RETURN(auto plan, Plan(session, wanted));
  auto met = ValidateDirectory(client, &plan);
  if (!met.ok()) return AllThatIsWrong(client, plan, met.status());
  RETURN_IF_ERROR(DropUnchangedEvents(client, &plan));
  const PlannedWrites events = EventWritesOf(plan);
  const PlannedAssumptions assumptions = AssumptionsOf(plan);
  RETURN_IF_ERROR(CheckSizes(events, assumptions));

  ApplyReport report;
  report.plan = &plan;
  report.dry_run = IsSwitchedOn(arguments, "dry-run");
  if (report.dry_run) report.conflicts = *std::move(met);
  RETURN_IF_ERROR(Check(client, events, assumptions, &report));
  if (report.blocked && !report.dry_run) return Refused(report, events);
  // The check does not ask whether the caller may write; what is written before the events
  // must not be written in vain.
  if (!report.blocked && (report.dry_run || !assumptions.steps.empty())) {
    ASSIGN_OR_RETURN(report.awaiting, ForetellEvents(client, plan, events, assumptions));
  }
  if (!report.dry_run) {
    RETURN_IF_ERROR(Write(session, events, assumptions, &report));
  }
  Print(session, report);
  return report.blocked ? kExitRefused : kExitOk;
}

std::vector<Flag> Flags() {
  Flag file;
  file.name = "file";
  file.letter = 'f';
  file.value_name = "FILE";
  file.description = "A file to apply; - is standard input.";
  file.repeatable = true;
  Flag dry_run;
  dry_run.name = "dry-run";
  dry_run.description =
      "Only say what would change, field by field, and every conflict; write nothing.";
  return {file, dry_run};
}

constexpr char kDescription[] =
    "Reads a whole programme from YAML: lists of organizations, participants, agreements, venues "
    "(each with its spaces and closures) and events. An entry has an id, the last part of its "
    "name, and fields as the contract calls them (taqvim explain Event); an event with "
    "`confirm: true` is to be confirmed.\n\n"
    "What is missing is created and what differs is changed. What an entry sets is set, to an "
    "empty "
    "value ([], 0, \"\") too; null clears a field; what it does not name stays as it is. Lists and "
    "maps are replaced by what the file has.\n\n"
    "First everything is validated and checked as a whole; when something is wrong or in the way, "
    "nothing at all is written, and each error names the file, the line and the entry. Then what "
    "events refer to is written one by one, and all events in one batch, all or none. Applying the "
    "same files again changes nothing.";

}  // namespace

SpecialCommand ApplyCommand() {
  SpecialCommand command;
  command.name = "apply";
  command.summary = "Makes the schedule what files want: a whole programme, all or nothing.";
  command.description = kDescription;
  command.arguments = "[FILE...]";
  command.completes = "FILE";
  command.flags = Flags();
  command.examples = {
      {"See what a programme would change, and what is in its way",
       "taqvim apply -f programme.yaml --dry-run"},
      {"Book it", "taqvim apply -f directory.yaml -f programme.yaml"},
  };
  command.full_report =
      "Run it again with --dry-run for the full report: each conflict by its file and line.";
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
