#include "server/schedule/write/verdict.h"

#include <algorithm>
#include <utility>

#include "server/base/schedule_conflict.h"

namespace taqvim::schedule {

Verdict Conclude(Findings findings) {
  Verdict verdict;
  verdict.hold_ranks = std::move(findings.hold_ranks);
  verdict.total_is_lower_bound = findings.cut;
  verdict.conflicts = Tell(std::move(findings.all));
  verdict.total = static_cast<int32_t>(verdict.conflicts.size());
  verdict.blocked = std::any_of(verdict.conflicts.begin(), verdict.conflicts.end(),
                                [](const v1::Conflict& conflict) {
                                  return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
                                });
  if (verdict.conflicts.size() > kMostTold) verdict.conflicts.resize(kMostTold);
  return verdict;
}

absl::Status RefusalOf(const Verdict& verdict) {
  v1::ConflictReport report;
  for (const v1::Conflict& conflict : verdict.conflicts) *report.add_conflicts() = conflict;
  report.set_total(verdict.total);
  report.set_total_is_lower_bound(verdict.total_is_lower_bound);
  return ScheduleConflict(report);
}

}  // namespace taqvim::schedule
