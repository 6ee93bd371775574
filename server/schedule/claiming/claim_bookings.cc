#include "server/schedule/claiming/claim_bookings.h"

#include <cstdint>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/claiming/booking_claims.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// Whether the place of the claim was contested before.
bool WasContested(const Draft& draft, const Claim& claim) {
  return HadClaim(draft, claim, [](const Claim& old) { return old.kind == ClaimKind::kContested; });
}

// When each booking was outside its host before, by its index.
using Outside = std::set<std::tuple<int, int64_t, int64_t>>;
auto OutsideOf(const Claim& claim) {
  return std::tuple(claim.booking, claim.interval.start, claim.interval.end);
}

// Spaces that change are not refused for what stands already. When times are derived
// anew, all that is outside then is told.
absl::StatusOr<Outside> OutsideBefore(const Draft& draft, storage::Work& work) {
  Outside outside;
  if (draft.occasion != Occasion::kSpacesChanged || draft.after.host().empty()) return outside;
  RETURN_IF_ERROR(work.Spend(static_cast<int64_t>(draft.claims_before.size())));
  for (const Claim& claim : draft.claims_before) {
    if (claim.host == 0 && claim.kind != ClaimKind::kCultureDays) outside.insert(OutsideOf(claim));
  }
  return outside;
}

// As many as a booking may have at most, before they are made.
absl::Status CountClaims(const ExpandedDraft& draft, const BookingFacts& booking,
                         storage::Work& work) {
  const size_t times = draft.series.mode == SeriesMode::kNone ? 1 : draft.series.occurrences.size();
  return work.SpendClaims(static_cast<int64_t>(times * booking.atoms.size()));
}

void CheckAtoms(const ExpandedDraft& draft, int booking, FieldErrors& errors) {
  const bool asked = !draft.rolls() && !draft.times_moved();
  if (!draft.facts.bookings[booking].atoms.empty() || !asked) return;
  FieldErrors::Scope scope(errors, draft.path);
  FieldErrors::Scope bookings(errors, "bookings", booking);
  errors.Add("excepted_spaces", "nothing is left of what is booked; except less.");
}

}  // namespace

absl::StatusOr<TakenClaims> ClaimBookings(storage::Transaction& transaction,
                                          const ExpandedDraft& draft, const HostClaims& hosts,
                                          bool host_moved, FieldErrors& errors) {
  TakenClaims taken;
  ASSIGN_OR_RETURN(auto outside_before, OutsideBefore(draft, transaction.work()));
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    const BookingFacts& facts = draft.facts.bookings[i];
    RETURN_IF_ERROR(CountClaims(draft, facts, transaction.work()));
    const BookingClaims booking(transaction.now(), draft, i);
    if (booking.expands()) CheckAtoms(draft, i, errors);
    const bool needs_host = !hosts.none() && !facts.is_participant();
    for (Claim& claim : booking.Make()) {
      if (booking.IsPlacedAnew(claim, host_moved)) {
        RETURN_IF_ERROR(hosts.Place(draft, claim));
        const bool outside = needs_host && claim.host == 0;
        if (outside && !outside_before.contains(OutsideOf(claim))) {
          const bool once = draft.series.mode == SeriesMode::kNone;
          taken.outside_host.emplace_back(i, once ? facts.occupied : claim.interval);
        }
      }
      const bool stands = claim.kind == ClaimKind::kConfirmed && !draft.altered[i];
      if (stands && WasContested(draft, claim)) claim.kind = ClaimKind::kContested;
      taken.claims.push_back(claim);
    }
  }
  return taken;
}

}  // namespace taqvim::schedule
