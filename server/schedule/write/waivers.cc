#include "server/schedule/write/waivers.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "proto/status_macros.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/facts/judged_event.h"
#include "server/schedule/judge/override_rights.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/write/yield_occurrences.h"

namespace taqvim::schedule {
namespace {

// How many waivers are looked through for a unit of work.
constexpr int kWaiversAUnit = 16;

// Whether what a waiver was given for is still as it was: the booking, or the
// stops when it is for the whole event.
bool StillHolds(const ClaimedDraft& draft, const v1::Waiver& waiver) {
  if (waiver.booking().empty()) {
    return SameTopics(draft.before.culture_days(), draft.after.culture_days());
  }
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == waiver.booking()) {
      const auto ends = RuleOf(waiver.rule()).ends_waiver;
      return !draft.facts.bookings[i].altered && !(ends != nullptr && ends(JudgedEvent(draft), i));
    }
  }
  return false;
}

bool IsFor(const v1::Waiver& waiver, const Finding& finding) {
  const v1::Conflict& conflict = finding.conflict;
  return waiver.rule() == conflict.rule() && waiver.booking() == conflict.booking() &&
         waiver.counterpart() == conflict.counterpart();
}

bool IsOverridden(const Draft& draft, const Finding& finding) {
  const auto& overrides = draft.overrides;
  return std::find(overrides.begin(), overrides.end(), finding.conflict.rule()) != overrides.end();
}

void KeepWaivers(ClaimedDraft& draft) {
  draft.after.clear_waivers();
  for (const v1::Waiver& waiver : draft.before.waivers()) {
    if (StillHolds(draft, waiver)) *draft.after.add_waivers() = waiver;
  }
  for (const v1::Waiver& waiver : draft.waived) {
    const auto& kept = draft.after.waivers();
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const v1::Waiver& one) {
      return one.rule() == waiver.rule() && one.booking() == waiver.booking() &&
             one.counterpart() == waiver.counterpart();
    });
    if (!known) *draft.after.add_waivers() = waiver;
  }
}

// Whether the finding is accepted, by this write or by an earlier one.
absl::StatusOr<bool> Waive(ClaimedDraft& draft, const Caller& caller, const Finding& finding,
                           storage::Work& work) {
  if (!IsOverridable(finding.conflict.rule())) return false;
  auto& waivers = *draft.after.mutable_waivers();
  RETURN_IF_ERROR(work.Spend(waivers.size() / kWaiversAUnit));
  auto given = std::find_if(waivers.begin(), waivers.end(),
                            [&](const v1::Waiver& w) { return IsFor(w, finding); });
  if (given != waivers.end() && given->counterpart_etag() == finding.counterpart_etag) return true;
  if (!IsOverridden(draft, finding)) return false;
  auto may = MayOverride(caller.rights, draft, finding.conflict);
  if (!may.ok() || !*may) return may;
  v1::Waiver& waiver = given != waivers.end() ? *given : *waivers.Add();
  waiver.set_rule(finding.conflict.rule());
  waiver.set_booking(finding.conflict.booking());
  waiver.set_counterpart(finding.conflict.counterpart());
  waiver.set_counterpart_etag(finding.counterpart_etag);
  waiver.set_principal(std::string(caller.principal));
  *waiver.mutable_create_time() = draft.after.update_time();
  return true;
}

absl::Status Settle(ClaimedDraft& draft, const Caller& caller, Finding& finding,
                    storage::Work& work) {
  ASSIGN_OR_RETURN(auto waived, Waive(draft, caller, finding, work));
  if (!waived) return CloseTo(caller.rights, draft, finding.conflict);
  finding.conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  return absl::OkStatus();
}

}  // namespace

absl::Status SettleWaivers(ClaimedDrafts& drafts, const Caller& caller,
                           std::vector<Finding>& findings) {
  for (ClaimedDraft* draft : drafts.all()) {
    if (draft->written && draft->live()) KeepWaivers(*draft);
    if (draft->written && draft->move) KeepWaivers(*draft->move);
  }
  for (Finding& finding : findings) {
    ClaimedDraft* draft = DraftOf(drafts, finding);
    if (draft == nullptr) continue;
    RETURN_IF_ERROR(Settle(*draft, caller, finding, drafts.work()));
  }
  return absl::OkStatus();
}

bool Decides(ClaimedDrafts& drafts, const Finding& finding) {
  const v1::Conflict& conflict = finding.conflict;
  if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) return false;
  const auto may_yield = [&](const std::string& event) {
    const ClaimedDraft* draft = drafts.Find(event);
    return draft != nullptr && MayYield(*draft);
  };
  const ClaimedDraft* draft = DraftOf(drafts, finding);
  if (draft == nullptr || MayYield(*draft) || may_yield(conflict.counterpart())) {
    return false;
  }
  if (!IsOverridable(conflict.rule())) return true;
  const auto waives = [&](const v1::Waiver& waiver) { return IsFor(waiver, finding); };
  const auto& waivers = draft->before.waivers();
  return !IsOverridden(*draft, finding) && std::none_of(waivers.begin(), waivers.end(), waives) &&
         std::none_of(draft->waived.begin(), draft->waived.end(), waives);
}

}  // namespace taqvim::schedule
