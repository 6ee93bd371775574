#include "server/schedule/standing/agreement_conflicts.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/request_limits.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/referrers.h"

namespace taqvim::schedule {

absl::StatusOr<v1::ConflictReport> ConflictsOfAgreement(storage::Snapshot& snapshot,
                                                        const access::Rights& rights,
                                                        const storage::Resource& agreement) {
  StandingConflicts standing(snapshot, rights, {.rules = RulesBrokenBy(Change::kAgreement)});
  Referrers planned(snapshot, agreement.id, {storage::LinkRole::kAgreement});
  v1::ConflictReport report;
  while (true) {
    ASSIGN_OR_RETURN(auto id, planned.Next());
    if (id == 0) break;
    if (snapshot.work().spent() > kReportUnits) {
      report.set_total_is_lower_bound(true);
      break;
    }
    ASSIGN_OR_RETURN(auto event, snapshot.FindById(id));
    if (!event) return Internal("an event under an agreement is missing");
    ASSIGN_OR_RETURN(auto conflicts, standing.Of(*event));
    report.set_total(report.total() + static_cast<int32_t>(conflicts.size()));
    for (v1::StandingConflict& found : conflicts) {
      if (report.conflicts_size() == kMaxReported) break;
      *report.add_conflicts() = std::move(*found.mutable_conflict());
    }
  }
  BoundReport(report);
  return report;
}

}  // namespace taqvim::schedule
