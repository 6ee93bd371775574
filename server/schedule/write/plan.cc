#include "server/schedule/write/plan.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/schedule/claiming/claim_drafts.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/judge/judge.h"
#include "server/schedule/write/contested.h"
#include "server/schedule/write/programme_members.h"
#include "server/schedule/write/public_references.h"
#include "server/schedule/write/references.h"
#include "server/schedule/write/settle_moves.h"
#include "server/schedule/write/waivers.h"
#include "server/schedule/write/yield_occurrences.h"

namespace taqvim::schedule {
namespace {

absl::StatusOr<ClaimedDrafts> Claim(Drafts& drafts, const Caller& caller, FieldErrors& errors) {
  if (!errors.empty()) return errors.ToStatus();
  for (const auto& draft : drafts.all()) {
    RETURN_IF_ERROR(ConfirmOrAsk(drafts, *draft));
  }
  RETURN_IF_ERROR(LinkReferences(drafts, caller.rights, errors));
  RETURN_IF_ERROR(SettlePublicReferences(drafts));
  RETURN_IF_ERROR(SettleMoves(drafts, caller, errors));
  if (!errors.empty()) return errors.ToStatus();
  auto claimed = ClaimDrafts(drafts, errors);
  if (claimed.ok() && !errors.empty()) return errors.ToStatus();
  return claimed;
}

// Refuses to book at a venue whose bookings still follow its zone: by which times they are
// judged changes with each step. What the system does goes on.
absl::Status CheckZonesStand(const ClaimedDraft& draft) {
  if (!draft.written || !IsLive(draft.after)) return absl::OkStatus();
  for (size_t i = 0; i < draft.facts.bookings.size(); ++i) {
    const BookingFacts& booking = draft.facts.bookings[i];
    if (!draft.altered[i] || booking.is_participant()) continue;
    if (booking.venue->has_zone_correction()) return ZoneBeingCorrected(booking.venue->name());
  }
  return draft.move ? CheckZonesStand(*draft.move) : absl::OkStatus();
}
absl::Status CheckZonesStand(const ClaimedDrafts& drafts, const Caller& caller) {
  if (caller.principal == storage::kSystemPrincipal) return absl::OkStatus();
  for (const ClaimedDraft* draft : drafts.all()) {
    RETURN_IF_ERROR(CheckZonesStand(*draft));
  }
  return absl::OkStatus();
}

absl::StatusOr<Findings> FindAll(ClaimedDrafts& drafts, const access::Rights& rights) {
  ASSIGN_OR_RETURN(auto findings, Judge(drafts, RuleSet::kAll, rights, [&](const Finding& finding) {
                     return Decides(drafts, finding);
                   }));
  ASSIGN_OR_RETURN(auto left, FindLeftMembers(drafts, rights));
  if (!left.empty()) {
    std::move(left.begin(), left.end(), std::back_inserter(findings.all));
    SortFindings(findings.all);
  }
  return findings;
}

bool AnyRepeats(const ClaimedDrafts& drafts) {
  const auto& all = drafts.all();
  return std::any_of(all.begin(), all.end(), [](const ClaimedDraft* draft) {
    return draft->series.mode != SeriesMode::kNone;
  });
}

}  // namespace

absl::StatusOr<JudgedDrafts> JudgeDrafts(Drafts& drafts, const Caller& caller,
                                         FieldErrors& errors) {
  ASSIGN_OR_RETURN(auto claimed, Claim(drafts, caller, errors));
  RETURN_IF_ERROR(CheckZonesStand(claimed, caller));
  RETURN_IF_ERROR(SettleContested(claimed, MovedBy::kWrites));
  ASSIGN_OR_RETURN(auto findings, FindAll(claimed, caller.rights));
  RETURN_IF_ERROR(SettleWaivers(claimed, caller, findings.all));
  RETURN_IF_ERROR(YieldOccurrences(claimed, findings));
  // An occurrence that is left out, or only held, contests nobody any more.
  if (AnyRepeats(claimed)) {
    RETURN_IF_ERROR(SettleContested(claimed, MovedBy::kWrites));
  }
  KeepMoves(claimed);
  return JudgedDrafts{std::move(claimed), Conclude(std::move(findings))};
}

}  // namespace taqvim::schedule
