#include "server/schedule/write/event_writes.h"

#include <algorithm>
#include <iterator>

#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/facts/judged_event.h"
#include "server/schedule/judge/override_rights.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/write/claim_drafts.h"
#include "server/schedule/write/contested.h"
#include "server/schedule/write/due.h"
#include "server/schedule/write/hold_ranks.h"
#include "server/schedule/write/programme_members.h"
#include "server/schedule/write/series.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

// How many waivers are looked through for a unit of work.
constexpr int kWaiversAUnit = 16;

// Whether what a waiver was given for is still as it was: the booking, or the
// stops when it is for the whole event.
bool StillHolds(const Draft& draft, const v1::Waiver& waiver) {
  if (waiver.booking().empty()) {
    return SameTopics(draft.before.culture_days(), draft.after.culture_days());
  }
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == waiver.booking()) {
      const auto ends = RuleOf(waiver.rule()).ends_waiver;
      return !draft.facts.bookings[i].altered && !(ends && ends(JudgedEvent(draft), i));
    }
  }
  return false;
}

bool IsFor(const v1::Waiver& waiver, const Finding& finding) {
  const v1::Conflict& conflict = finding.conflict;
  return waiver.rule() == conflict.rule() && waiver.booking() == conflict.booking() &&
         waiver.counterpart() == conflict.counterpart();
}

bool Unchanged(const Draft& draft) {
  v1::Event before = draft.before;
  before.clear_etag();
  *before.mutable_update_time() = draft.after.update_time();
  return ToBody(before) == ToBody(draft.after);
}

}  // namespace

void EventWrites::KeepWaivers(Draft& draft) {
  draft.after.clear_waivers();
  for (const v1::Waiver& waiver : draft.before.waivers()) {
    if (StillHolds(draft, waiver)) *draft.after.add_waivers() = waiver;
  }
}

// Not what may be waived, and not where an occurrence may yield to the other.
bool EventWrites::Decides(const Finding& finding) {
  const v1::Conflict& conflict = finding.conflict;
  if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) return false;
  const auto repeats = [this](const std::string& event) {
    const Draft* draft = drafts_.Find(event);
    return draft != nullptr && MayYield(*draft);
  };
  const Draft* draft = drafts_.Find(conflict.event());
  if (draft == nullptr || repeats(conflict.event()) || repeats(conflict.counterpart())) {
    return false;
  }
  if (!IsOverridable(conflict.rule())) return true;
  const auto& overrides = draft->overrides;
  const auto& waivers = draft->before.waivers();
  return std::find(overrides.begin(), overrides.end(), conflict.rule()) == overrides.end() &&
         std::none_of(waivers.begin(), waivers.end(),
                      [&](const v1::Waiver& waiver) { return IsFor(waiver, finding); });
}

// Whether the finding is accepted, by this write or by an earlier one.
absl::StatusOr<bool> EventWrites::Waive(Draft& draft, const Finding& finding) {
  if (!IsOverridable(finding.conflict.rule())) return false;
  auto& waivers = *draft.after.mutable_waivers();
  RETURN_IF_ERROR(drafts_.work().Spend(waivers.size() / kWaiversAUnit));
  auto given = std::find_if(waivers.begin(), waivers.end(),
                            [&](const v1::Waiver& w) { return IsFor(w, finding); });
  if (given != waivers.end() && given->counterpart_etag() == finding.counterpart_etag) return true;
  const auto& overrides = draft.overrides;
  if (std::find(overrides.begin(), overrides.end(), finding.conflict.rule()) == overrides.end()) {
    return false;
  }
  auto may = MayOverride(caller_.rights, draft, finding.conflict);
  if (!may.ok() || !*may) return may;
  v1::Waiver& waiver = given != waivers.end() ? *given : *waivers.Add();
  waiver.set_rule(finding.conflict.rule());
  waiver.set_booking(finding.conflict.booking());
  waiver.set_counterpart(finding.conflict.counterpart());
  waiver.set_counterpart_etag(finding.counterpart_etag);
  waiver.set_principal(std::string(caller_.principal));
  *waiver.mutable_create_time() = draft.after.update_time();
  return true;
}

// Says what a finding means for the write. What is found of an event that the write
// does not touch is advice.
absl::Status EventWrites::Settle(Finding& finding) {
  Draft* draft = drafts_.Find(finding.conflict.event());
  if (draft == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto waived, Waive(*draft, finding));
  if (!waived) return CloseTo(caller_.rights, *draft, finding.conflict);
  finding.conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  return absl::OkStatus();
}

absl::Status EventWrites::Judge() {
  if (!steps_.errors().empty()) return steps_.errors().ToStatus();
  for (const auto& draft : drafts_.all()) {
    RETURN_IF_ERROR(SettleConfirmation(drafts_, *draft));
  }
  RETURN_IF_ERROR(steps_.Settle());
  RETURN_IF_ERROR(ClaimDrafts(drafts_, steps_.errors()));
  if (!steps_.errors().empty()) return steps_.errors().ToStatus();
  for (const auto& draft : drafts_.all()) {
    if (!draft->written) continue;
    SettleHolds(drafts_.transaction().now(), *draft, drafts_.work());
    SettleApprovals(*draft, drafts_.work());
  }
  RETURN_IF_ERROR(SettleContested(drafts_, MovedBy::kWrites));
  ASSIGN_OR_RETURN(auto findings,
                   schedule::Judge(drafts_, RuleSet::kAll, caller_.rights,
                                   [this](const Finding& finding) { return Decides(finding); }));
  ASSIGN_OR_RETURN(auto left, FindLeftMembers(drafts_, caller_.rights));
  if (!left.empty()) {
    std::move(left.begin(), left.end(), std::back_inserter(findings.all));
    SortFindings(findings.all);
  }
  for (const auto& draft : drafts_.all()) {
    if (draft->written && draft->live()) KeepWaivers(*draft);
  }
  for (Finding& finding : findings.all) {
    RETURN_IF_ERROR(Settle(finding));
  }
  RETURN_IF_ERROR(YieldOccurrences(drafts_, findings.all));
  // An occurrence that is left out, or only held, contests nobody any more.
  const auto& all = drafts_.all();
  const bool repeats = std::any_of(
      all.begin(), all.end(), [](const auto& draft) { return draft->series != SeriesMode::kNone; });
  if (repeats) {
    RETURN_IF_ERROR(SettleContested(drafts_, MovedBy::kWrites));
  }
  Conclude(std::move(findings));
  return absl::OkStatus();
}

absl::StatusOr<bool> EventWrites::JudgeUnasked() {
  const absl::Status judged = Judge();
  if (judged.ok()) return !blocked();
  return IsCallers(judged) ? absl::StatusOr<bool>(false) : judged;
}

void EventWrites::Conclude(Findings findings) {
  total_is_lower_bound_ = findings.cut;
  conflicts_ = Tell(std::move(findings.all));
  total_ = static_cast<int32_t>(conflicts_.size());
  blocked_ = std::any_of(conflicts_.begin(), conflicts_.end(), [](const v1::Conflict& conflict) {
    return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
  });
  if (conflicts_.size() > kMostTold) conflicts_.resize(kMostTold);
}

void AddClaims(const Draft& draft, storage::Mutation& mutation) {
  if (!draft.claims_changed()) return;
  if (!draft.is_new()) mutation.release.push_back(draft.id);
  mutation.claims.insert(mutation.claims.end(), draft.claims.begin(), draft.claims.end());
}

void AddTopics(const Drafts& drafts, storage::Mutation& mutation) {
  for (const auto& [name, id] : drafts.new_topics()) {
    mutation.puts.push_back(
        {.id = id, .kind = Kind::kTopic, .name = name, .body = NewTopicBody(name)});
  }
}

storage::Mutation EventWrites::MakeMutation() {
  storage::Mutation mutation;
  AddTopics(drafts_, mutation);
  for (const auto& draft : drafts_.all()) {
    AddClaims(*draft, mutation);
    if (!draft->written) continue;
    if (!draft->is_new() && Unchanged(*draft)) {
      draft->after = draft->before;
      continue;
    }
    draft->after.clear_etag();
    std::string body = ToBody(draft->after);
    draft->after.set_etag(EtagOf(body));
    mutation.puts.push_back({.id = draft->id,
                             .kind = Kind::kEvent,
                             .name = draft->name(),
                             .body = std::move(body),
                             .links = std::move(draft->facts.links),
                             .facets = FacetsOf(draft->after),
                             .due = DueOf(draft->after)});
  }
  return mutation;
}

absl::Status EventWrites::Apply() {
  if (blocked()) {
    v1::ConflictReport report;
    for (const v1::Conflict& conflict : conflicts_) *report.add_conflicts() = conflict;
    report.set_total(total_);
    report.set_total_is_lower_bound(total_is_lower_bound_);
    return ScheduleConflict(report);
  }
  RETURN_IF_ERROR(drafts_.transaction().Apply(MakeMutation()));
  return RankHolds();
}

// Fills in how the written events stand; where all was judged, that is known.
absl::Status EventWrites::RankHolds() {
  HoldRanks ranks(drafts_.transaction(), caller_.rights);
  for (const auto& draft : drafts_.all()) {
    v1::Event& event = draft->after;
    if (!draft->written || event.state() != v1::EVENT_STATE_TENTATIVE) continue;
    const std::vector<int>& judged = draft->hold_ranks;
    if (std::find(judged.begin(), judged.end(), 0) != judged.end()) {
      RETURN_IF_ERROR(ranks.Fill(draft->id, event));
      continue;
    }
    // What something confirmed is in the way of would have been refused.
    for (int i = 0; i < event.holds_size(); ++i) event.mutable_holds(i)->set_rank(judged[i]);
    if (!judged.empty()) event.set_hold_rank(*std::max_element(judged.begin(), judged.end()));
  }
  return absl::OkStatus();
}

v1::Event EventWrites::written(const std::string& name) {
  v1::Event event = drafts_.Find(name)->after;
  access::Show(caller_.rights, event);
  return event;
}

void EventWrites::TakeInto(const std::string& name, v1::Event& event) {
  event.Swap(&drafts_.Find(name)->after);
  access::Show(caller_.rights, event);
}

}  // namespace taqvim::schedule
