#include "client/cli/apply/apply_writing.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

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

// The steps of the plan that are not done, in the order of their writing.
struct Order {
  Steps singles, batch, deletions;

  explicit Order(const std::vector<ApplyStep>& plan) {
    for (const ApplyStep& step : plan) {
      if (step.IsDone()) continue;
      (step.IsEvent() ? batch : step.Goes() ? deletions : singles).push_back(&step);
    }
  }

  // What is left behind so many of the singles, or of the deletions.
  Steps RestOf(const Steps& part, size_t done) const {
    Steps rest(part.begin() + static_cast<ptrdiff_t>(done), part.end());
    if (&part == &singles) rest.insert(rest.end(), batch.begin(), batch.end());
    if (&part != &deletions) rest.insert(rest.end(), deletions.begin(), deletions.end());
    return rest;
  }
};

absl::Status WriteSingles(const ApplyCalls& calls, const Order& order, Steps* written,
                          ApplyWritten* result) {
  for (size_t i = 0; i < order.singles.size(); ++i) {
    const ApplyStep& step = *order.singles[i];
    calls.begin(step.wanted->name);
    const auto wrote = calls.write_one(step);
    if (!wrote.ok()) {
      return Stopped(InTermsOfFiles(wrote.status(), step), *written, {&step},
                     order.RestOf(order.singles, i + 1));
    }
    written->push_back(&step);
    result->conflicts.insert(result->conflicts.end(), wrote->conflicts.conflicts().begin(),
                             wrote->conflicts.conflicts().end());
  }
  return absl::OkStatus();
}

absl::Status Delete(const ApplyCalls& calls, const Order& order, Steps* written,
                    ApplyWritten* result) {
  for (size_t i = 0; i < order.deletions.size(); ++i) {
    const ApplyStep& step = *order.deletions[i];
    calls.begin(step.wanted->name);
    const auto status = calls.delete_one(step);
    if (absl::IsFailedPrecondition(status)) {
      result->stays[step.wanted->name] = std::string(status.message());
    } else if (!status.ok()) {
      return Stopped(status, *written, {&step}, order.RestOf(order.deletions, i + 1));
    } else {
      written->push_back(&step);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ApplyWritten> WritePlan(const ApplyCalls& calls, const std::vector<ApplyStep>& plan,
                                       const PlannedWrites& events,
                                       const PlannedAssumptions& assumptions) {
  ApplyWritten result;
  Steps written;
  const Order order(plan);
  RETURN_IF_ERROR(WriteSingles(calls, order, &written, &result));
  if (!order.batch.empty()) {
    for (const ApplyStep* step : order.batch) calls.begin(step->wanted->name);
    auto wrote = calls.write_events(events.writes);
    if (!wrote.ok()) {
      return Stopped(InTermsOfFiles(wrote.status(), events, assumptions), written, order.batch,
                     order.deletions);
    }
    written.insert(written.end(), order.batch.begin(), order.batch.end());
    result.events.Swap(wrote->mutable_events());
  }
  RETURN_IF_ERROR(Delete(calls, order, &written, &result));
  return result;
}

}  // namespace taqvim::cli
