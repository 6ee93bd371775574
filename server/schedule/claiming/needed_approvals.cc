#include "server/schedule/claiming/needed_approvals.h"

#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/claiming/claim_bookings.h"
#include "server/schedule/claiming/expand_series.h"
#include "server/schedule/claiming/host_claims.h"
#include "server/schedule/claiming/look_up.h"
#include "server/schedule/drafts/approvals.h"

namespace taqvim::schedule {

absl::StatusOr<NeededApprovals> FindNeededApprovals(Drafts& drafts, const Draft& draft,
                                                    FieldErrors& errors) {
  NeededApprovals needed;
  Draft tried = draft.Copy();
  ASSIGN_OR_RETURN(auto facts, LookUp(drafts, tried, errors));
  needed.bookings = tried.after.bookings();
  if (!errors.empty() || !AnyDecides(facts, tried.after)) return needed;
  std::vector<bool> altered;
  for (const BookingFacts& booking : facts.bookings) altered.push_back(booking.altered);
  storage::Transaction& transaction = drafts.transaction();
  Series series =
      ExpandSeries(transaction.now(), facts, altered, tried, transaction.work(), errors);
  if (!errors.empty()) return needed;
  ExpandedDraft expanded(std::move(tried), std::move(facts), std::move(altered), std::move(series));
  // Inside which host it lies is no matter of approvals.
  const HostClaims none(transaction, {});
  ASSIGN_OR_RETURN(auto taken, ClaimBookings(transaction, expanded, none, false, errors));
  RETURN_IF_ERROR(transaction.work().status());
  const auto unapproved = SettleApprovals(taken.claims, expanded, transaction.work());
  for (v1::BookingApproval& one : OpenApprovals(expanded, unapproved)) {
    *needed.open.Add() = std::move(one);
  }
  return needed;
}

}  // namespace taqvim::schedule
