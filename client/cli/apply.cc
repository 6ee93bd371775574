#include "client/cli/apply.h"

#include <unistd.h>

#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/apply_file.h"
#include "client/cli/apply_plan.h"
#include "client/cli/apply_report.h"
#include "client/cli/event_batch.h"
#include "client/cli/free_instead.h"
#include "client/cli/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr char kRefused[] =
    "The events of these files conflict with the schedule. Nothing was written.";

// One line on a terminal that says how far the writing has come.
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

// The status with words before its message.
absl::Status Located(absl::string_view prefix, const absl::Status& status) {
  absl::Status located(status.code(), absl::StrCat(prefix, status.message()));
  status.ForEachPayload([&located](absl::string_view url, const absl::Cord& payload) {
    located.SetPayload(url, payload);
  });
  return located;
}

// Writes what differs: first what events refer to, one by one, then all events.
absl::Status Write(Session& session, const std::vector<v1::EventWrite>& writes,
                   ApplyReport* report) {
  const std::vector<ApplyStep>& plan = *report->plan;
  Progress progress(session, plan.size());
  for (const ApplyStep& step : plan) {
    progress.Say(step.wanted->name);
    if (step.IsEvent() || step.IsDone()) continue;
    const ApplyKind& kind = *step.wanted->kind;
    const auto conflicts = step.action == ApplyAction::kCreate
                               ? CreateResource(session.client(), kind, *step.resource)
                               : UpdateResource(session.client(), kind, *step.resource, step.mask);
    if (!conflicts.ok()) {
      return Located(absl::StrCat(step.wanted->where, ": ", step.wanted->name, ": "),
                     conflicts.status());
    }
    for (const v1::Conflict& conflict : conflicts->conflicts()) {
      report->conflicts.push_back(conflict);
    }
  }
  if (writes.empty()) return absl::OkStatus();
  const auto wrote = WriteBatch(session.client(), writes);
  if (!wrote.ok()) return wrote.status();
  for (const v1::Event& event : wrote->events()) {
    if (event.state() == v1::EVENT_STATE_TENTATIVE && event.has_ask_time()) {
      report->awaiting.insert(event.name());
    }
  }
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

absl::Status TooManyWrites(size_t count) {
  return UsageError(absl::StrCat("These files take ", count,
                                 " writes of events (each is created or changed, and confirmed), "
                                 "and all or nothing holds ",
                                 kMostEventWrites,
                                 " at most. Apply fewer programmes at a time, "
                                 "those first that others refer to."));
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  const std::vector<std::string> files = FilesOf(arguments);
  if (files.empty()) return UsageError("Say which files to apply: taqvim apply -f programme.yaml");
  const auto wanted = ReadWanted(files);
  if (!wanted.ok()) return wanted.status();
  const auto plan = PlanApply(session.client(), *wanted);
  if (!plan.ok()) return plan.status();
  const std::vector<v1::EventWrite> writes = EventWritesOf(*plan);
  if (writes.size() > kMostEventWrites) return TooManyWrites(writes.size());

  ApplyReport report;
  report.plan = &*plan;
  report.dry_run = arguments.Find("dry-run").value_or("false") != "false";
  if (!writes.empty()) {
    auto checked = CheckWrites(session.client(), writes, AssumptionsOf(*plan));
    if (!checked.ok()) return checked.status();
    report.conflicts = std::move(checked->conflicts);
    report.free_instead = std::move(checked->free_instead);
    report.blocked = checked->blocked;
  }
  if (!report.dry_run) {
    if (report.blocked) {
      return AttachFreeInstead(RefusalOf(kRefused, report.conflicts), report.free_instead);
    }
    if (auto status = Write(session, writes, &report); !status.ok()) return status;
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
    "What is missing is created and what differs is changed; a field that the file does not set "
    "stays as it is. All events are written in one batch, all or none, after a check of "
    "everything; when something is in the way, nothing at all is written and every conflict is "
    "shown. Applying the same files again changes nothing.";

}  // namespace

SpecialCommand ApplyCommand() {
  SpecialCommand command;
  command.name = "apply";
  command.summary = "Makes the schedule what files want: a whole programme, all or nothing.";
  command.description = kDescription;
  command.arguments = "[FILE...]";
  command.flags = Flags();
  command.examples = {
      {"See what a programme would change, and what is in its way",
       "taqvim apply -f programme.yaml --dry-run"},
      {"Book it", "taqvim apply -f directory.yaml -f programme.yaml"},
  };
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
