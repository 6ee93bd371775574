#include "client/cli/apply/apply_run.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/apply/apply_dry_runs.h"
#include "client/cli/apply/apply_entries.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/apply/apply_foretelling.h"
#include "client/cli/apply/apply_plan.h"
#include "client/cli/apply/apply_report.h"
#include "client/cli/apply/apply_writing.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/output/claimed_days.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/session/progress.h"
#include "client/cli/session/question.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

constexpr char kRefused[] = " conflict with the schedule. Nothing was written. Those that do: ";

constexpr char kRecurrence[] = "recurrence";

// As many as Assumptions holds of each kind.
constexpr size_t kMostAssumed = 5000;

void TellWaiting(Waiting waiting, ApplyReport* report) {
  report->awaiting = std::move(waiting.awaiting);
  report->moving = std::move(waiting.moving);
}

// Of the events to which the plan gives a rule by which they repeat.
std::map<std::string, std::string> BookedSoFarAmong(
    const std::vector<ApplyStep>& plan,
    const google::protobuf::RepeatedPtrField<v1::Event>& written) {
  std::set<std::string> repeating;
  for (const ApplyStep& step : plan) {
    const auto& mask = step.mask;
    const bool is_given = step.action == ApplyAction::kCreate ||
                          std::find(mask.begin(), mask.end(), kRecurrence) != mask.end();
    if (step.IsEvent() && is_given) repeating.insert(step.wanted->name);
  }
  std::map<std::string, std::string> booked;
  for (const v1::Event& event : written) {
    const std::string line = repeating.contains(event.name()) ? BookedSoFar(event) : "";
    if (!line.empty()) booked[event.name()] = line;
  }
  return booked;
}

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
      .delete_one =
          [&client](const ApplyStep& step) {
            return DeleteResource(client, *step.wanted->kind, *step.current, WriteMode::kWrite);
          },
      .begin = [&progress](const std::string& name) { progress.Say(name); }};
  ASSIGN_OR_RETURN(const auto written, WritePlan(calls, *report->plan, events, assumptions));
  report->conflicts.insert(report->conflicts.end(), written.conflicts.begin(),
                           written.conflicts.end());
  TellWaiting(WaitingAmong(written.events), report);
  report->booked_so_far = BookedSoFarAmong(*report->plan, written.events);
  report->stays.insert(written.stays.begin(), written.stays.end());
  return absl::OkStatus();
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
  report->free_instead = FreeInsteadInFiles(events, *checked);
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
absl::Status Refused(const ApplyTask& task, const ApplyReport& report,
                     const PlannedWrites& events) {
  std::vector<const ApplyStep*> refused;
  for (const v1::Conflict& conflict : report.conflicts) {
    if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) continue;
    const auto item = static_cast<size_t>(conflict.item());
    if (item < events.steps.size()) refused.push_back(events.steps[item]);
  }
  return AttachFreeInstead(RefusalOf(absl::StrCat(task.events, kRefused, Places(refused), "."),
                                     report.conflicts, report.total_is_lower_bound),
                           report.free_instead);
}

// Marks what is created, unless its entry says of which set it is.
void Mark(const std::string& set, ApplyStep* step) {
  Message& resource = *step->resource;
  const auto* field = FindString(*resource.GetDescriptor(), "apply_set");
  const auto* reflection = resource.GetReflection();
  if (reflection->GetString(resource, field).empty()) reflection->SetString(&resource, field, set);
}

// What is wanted, compared with what there is; what is created gets its mark.
absl::StatusOr<std::vector<ApplyStep>> Plan(Session& session, const ApplyTask& task) {
  Progress progress(session, task.wanted.size());
  const auto read = [&](const ApplyKind& kind, const std::string& name) {
    progress.Say(name);
    return task.read ? task.read(kind, name) : GetResource(session.client(), kind, name);
  };
  ASSIGN_OR_RETURN(auto plan, PlanApply(read, task.wanted));
  for (ApplyStep& step : plan) {
    step.ask_approval = task.ask_approval && step.IsEvent();
    if (step.action == ApplyAction::kCreate && !task.set.empty()) Mark(task.set, &step);
  }
  return plan;
}

// What carries the mark of the set, as it is.
absl::StatusOr<std::vector<std::unique_ptr<Message>>> Marked(Session& session,
                                                             const std::string& set) {
  Progress progress(session, ApplyKinds().size());
  std::vector<std::unique_ptr<Message>> marked;
  for (const ApplyKind& kind : ApplyKinds()) {
    progress.Say(kind.key);
    ASSIGN_OR_RETURN(auto some, ListResources(session.client(), kind, {{"apply_set", set}}));
    for (auto& one : some) marked.push_back(std::move(one));
  }
  return marked;
}

// The events that are part of one of these or take place within it, of which the server refuses
// a batch that takes those away.
absl::StatusOr<std::vector<std::unique_ptr<Message>>> EventsOn(
    Session& session, const std::vector<std::unique_ptr<Message>>& marked) {
  std::vector<std::unique_ptr<Message>> events;
  for (const auto& one : marked) {
    if (one->GetDescriptor() != v1::Event::descriptor()) continue;
    const auto& event = static_cast<const v1::Event&>(*one);
    const char* field = event.has_culture_days() ? "programme" : "hosts";
    ASSIGN_OR_RETURN(auto some, ListResources(session.client(), *FindKindOf(event.name()),
                                              {{field, event.name()}}));
    for (auto& other : some) events.push_back(std::move(other));
  }
  return events;
}

std::vector<std::string> NamesOf(const std::vector<ApplyStep>& steps, ApplyAction action) {
  std::vector<std::string> names;
  for (const ApplyStep& step : steps) {
    if (step.action == action) names.push_back(step.wanted->name);
  }
  return names;
}

// Says what goes and, where somebody can answer, asks.
absl::Status TellWhatGoes(const Session& session, const ApplyTask& task,
                          const std::vector<ApplyStep>& steps) {
  std::vector<std::string> says;
  if (const auto names = NamesOf(steps, ApplyAction::kCancel); !names.empty()) {
    says.push_back(absl::StrCat("cancels ", ToldNames(names)));
  }
  if (const auto names = NamesOf(steps, ApplyAction::kDelete); !names.empty()) {
    says.push_back(absl::StrCat("deletes ", ToldNames(names)));
  }
  if (says.empty()) return absl::OkStatus();
  const std::string all = absl::StrCat("Besides what it creates and changes, this ",
                                       absl::StrJoin(says, "; it "), ". That cannot be undone.");
  if (!task.yes && session.options.read_answer) return AskToGoOn(session, all);
  if (session.options.format == Format::kText) session.err << all << "\n";
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunApply(Session& session, const ApplyTask& task) {
  client::Client& client = session.client();
  ASSIGN_OR_RETURN(auto plan, Plan(session, task));
  auto met = ValidateDirectory(client, &plan);
  if (!met.ok()) return AllThatIsWrong(client, plan, met.status());
  RETURN_IF_ERROR(DropUnchangedEvents(client, &plan));
  ApplyReport report;
  PrunePlan pruned;
  if (task.prunes) {
    ASSIGN_OR_RETURN(auto marked, Marked(session, task.set));
    ASSIGN_OR_RETURN(const auto others, EventsOn(session, marked));
    pruned = PlanPrune(std::move(marked), others, plan, task.prune_confirmed);
    if (!task.dry_run) RETURN_IF_ERROR(TellWhatGoes(session, task, pruned.steps));
    for (ApplyStep& step : pruned.steps) plan.push_back(std::move(step));
    report.stays = std::move(pruned.stays);
  }
  const PlannedWrites events = EventWritesOf(plan);
  const PlannedAssumptions assumptions = AssumptionsOf(plan);
  RETURN_IF_ERROR(CheckSizes(events, assumptions));

  report.plan = &plan;
  report.dry_run = task.dry_run;
  report.prunes = task.prunes;
  report.width = session.options.width;
  if (report.dry_run) report.conflicts = *std::move(met);
  RETURN_IF_ERROR(Check(client, events, assumptions, &report));
  if (report.blocked && !report.dry_run) return Refused(task, report, events);
  // The check does not ask whether the caller may write; what is written before the events
  // must not be written in vain.
  if (!report.blocked && (report.dry_run || !assumptions.steps.empty())) {
    ASSIGN_OR_RETURN(auto waiting, ForetellEvents(client, plan, events, assumptions));
    TellWaiting(std::move(waiting), &report);
  }
  if (!report.dry_run) {
    RETURN_IF_ERROR(Write(session, events, assumptions, &report));
  }
  Print(session, report);
  if (report.blocked) return kExitRefused;
  return Waits(report) ? kExitWaits : kExitOk;
}

}  // namespace taqvim::cli
