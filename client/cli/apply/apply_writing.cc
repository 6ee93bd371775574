#include "client/cli/apply/apply_writing.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

using Steps = std::vector<const ApplyStep*>;

constexpr size_t kMostNames = 20;

// The names of some steps, and how many there are more.
std::string NamesOf(const Steps& steps) {
  std::vector<std::string> names;
  for (const ApplyStep* step : steps) {
    if (names.size() == kMostNames) break;
    names.push_back(step->wanted->name);
  }
  if (steps.size() > kMostNames) names.push_back(absl::StrCat(steps.size() - kMostNames, " more"));
  return absl::StrJoin(names, ", ");
}

// The error of a call that tried these steps, with what became of all of them.
absl::Status Stopped(const absl::Status& status, const Steps& written, const Steps& tried,
                     const Steps& rest) {
  const bool unknown = ExitCodeFor(status) == kExitUnreachable;
  Steps left = rest;
  if (!unknown) left.insert(left.begin(), tried.begin(), tried.end());
  std::string text(status.message());
  if (!absl::EndsWith(text, ".")) text += '.';
  if (!written.empty()) absl::StrAppend(&text, " Written: ", NamesOf(written), ".");
  if (written.empty() && !unknown) absl::StrAppend(&text, " Nothing was written.");
  if (unknown) absl::StrAppend(&text, " Written or not: ", NamesOf(tried), ".");
  if (!left.empty()) absl::StrAppend(&text, " Not written: ", NamesOf(left), ".");
  return WithMessage(status,
                     absl::StrCat(text,
                                  " Apply the same files again when the cause is gone: what is "
                                  "written stays, and is not written twice."));
}

}  // namespace

absl::StatusOr<ApplyWritten> WritePlan(const ApplyCalls& calls, const std::vector<ApplyStep>& plan,
                                       const PlannedWrites& events,
                                       const PlannedAssumptions& assumptions) {
  ApplyWritten result;
  Steps written, singles, batch;
  for (const ApplyStep& step : plan) {
    if (!step.IsDone()) (step.IsEvent() ? batch : singles).push_back(&step);
  }
  for (size_t i = 0; i < singles.size(); ++i) {
    calls.begin(singles[i]->wanted->name);
    const auto wrote = calls.write_one(*singles[i]);
    if (!wrote.ok()) {
      Steps rest(singles.begin() + static_cast<ptrdiff_t>(i) + 1, singles.end());
      rest.insert(rest.end(), batch.begin(), batch.end());
      return Stopped(InTermsOfFiles(wrote.status(), *singles[i]), written, {singles[i]}, rest);
    }
    written.push_back(singles[i]);
    result.conflicts.insert(result.conflicts.end(), wrote->conflicts.conflicts().begin(),
                            wrote->conflicts.conflicts().end());
  }
  if (batch.empty()) return result;
  for (const ApplyStep* step : batch) calls.begin(step->wanted->name);
  auto wrote = calls.write_events(events.writes);
  if (!wrote.ok()) {
    return Stopped(InTermsOfFiles(wrote.status(), events, assumptions), written, batch, {});
  }
  result.events.Swap(wrote->mutable_events());
  return result;
}

}  // namespace taqvim::cli
