#include "server/schedule/upkeep/new_occurrences.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/final_claims.h"
#include "server/schedule/write/give_up_occurrences.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

bool IsApproved(const v1::Event& event) {
  return std::any_of(event.approvals().begin(), event.approvals().end(),
                     [](const v1::BookingApproval& approval) {
                       return approval.state() == v1::APPROVAL_STATE_APPROVED;
                     });
}

// More than the clocks of a zone are ever set by.
constexpr int64_t kMostMoved = 3 * 3600;

// Whether a booking took something then, or began to, however long it was, by
// whatever rules its zone had.
bool Took(const ClaimedDraft& draft, int booking, const Interval& interval) {
  const auto& before = draft.claims_before;
  return std::any_of(before.begin(), before.end(), [&](const Claim& old) {
    return old.kind != ClaimKind::kCultureDays && old.booking == booking &&
           (std::abs(old.interval.start - interval.start) <= kMostMoved ||
            old.interval.Overlaps(interval));
  });
}

bool IsNew(const ClaimedDraft& draft, const OccurrenceFacts& occurrence) {
  for (size_t i = 0; i < occurrence.occupied.size(); ++i) {
    if (Took(draft, static_cast<int>(i), occurrence.occupied[i])) return false;
  }
  return !occurrence.occupied.empty();
}

bool TakesNew(const ClaimedDraft& draft) {
  const auto& occurrences = draft.series.occurrences;
  return std::any_of(occurrences.begin(), occurrences.end(),
                     [&](const OccurrenceFacts& occurrence) { return IsNew(draft, occurrence); });
}

// Whether it meets what others have confirmed, as it shall be.
absl::StatusOr<bool> Meets(FinalClaims& claims, const Claim& claim) {
  bool meets = false;
  RETURN_IF_ERROR(
      claims.ForEachOverlapping(claim.atom, claim.interval, kBlocking, [&](const Claim& other) {
        meets |= other.owner != claim.owner && MeetsUnder(claim.host, other);
        return absl::OkStatus();
      }));
  return meets;
}

absl::StatusOr<bool> IsInTheWay(FinalClaims& claims, const ClaimedDraft& draft,
                                const OccurrenceFacts& occurrence) {
  for (const Claim& claim : draft.claims) {
    if (!Blocks(claim.kind) || claim.interval != occurrence.occupied[claim.booking]) continue;
    auto meets = Meets(claims, claim);
    if (!meets.ok() || *meets) return meets;
  }
  return false;
}

absl::Status HoldNew(FinalClaims& claims, ClaimedDraft& draft) {
  const bool approved = IsApproved(draft.after);
  if (approved && TakesNew(draft)) OutdateApprovals(draft.after);
  if (!draft.confirmed()) return absl::OkStatus();
  std::set<absl::CivilDay> days;
  for (const OccurrenceFacts& occurrence : draft.series.occurrences) {
    if (!IsNew(draft, occurrence)) continue;
    ASSIGN_OR_RETURN(auto held, approved ? true : IsInTheWay(claims, draft, occurrence));
    if (held) days.insert(occurrence.day);
  }
  if (!days.empty()) GiveUpOccurrences(draft, days, /*skip=*/false);
  return absl::OkStatus();
}

bool IsExpanded(const ClaimedDraft& draft) {
  return draft.times_moved() && draft.series.mode == SeriesMode::kReexpand;
}

// Holds the occurrences that lie inside what their host only holds now; whether there
// are any.
bool HoldInside(ClaimedDrafts& drafts, ClaimedDraft& draft) {
  const auto keeps = [](const Claim& claim) { return Blocks(claim.kind); };
  std::set<absl::CivilDay> days;
  for (const Claim& claim : draft.claims) {
    const ClaimedDraft* host = claim.host == 0 ? nullptr : drafts.FindById(claim.host);
    if (host == nullptr || !Blocks(claim.kind)) continue;
    if (Covers(host->claims, claim.atom, claim.interval, drafts.work(), keeps)) continue;
    for (const OccurrenceFacts& occurrence : draft.series.occurrences) {
      if (occurrence.occupied[claim.booking] == claim.interval) days.insert(occurrence.day);
    }
  }
  if (!days.empty()) GiveUpOccurrences(draft, days, /*skip=*/false);
  return !days.empty();
}

}  // namespace

absl::Status HoldNewOccurrences(ClaimedDrafts& drafts) {
  FinalClaims claims(drafts);
  for (const auto& draft : drafts.all()) claims.Replace(*draft);
  for (const auto& draft : drafts.all()) {
    if (IsExpanded(*draft)) RETURN_IF_ERROR(HoldNew(claims, *draft));
    if (draft->move && IsExpanded(*draft->move)) {
      RETURN_IF_ERROR(HoldNew(claims, *draft->move));
    }
  }
  // Each time those one further inside.
  for (bool more = true; more;) {
    more = false;
    for (const auto& draft : drafts.all()) more |= IsExpanded(*draft) && HoldInside(drafts, *draft);
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
