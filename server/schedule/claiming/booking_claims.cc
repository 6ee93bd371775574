#include "server/schedule/claiming/booking_claims.h"

#include <algorithm>

#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/occurrences.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;

std::vector<Claim> BookingClaims::Stored() const {
  const auto& old = draft_.before.bookings();
  auto same = std::find_if(old.begin(), old.end(), [&](const v1::Booking& b) {
    return b.id() == draft_.after.bookings(booking_).id();
  });
  std::vector<Claim> claims;
  for (Claim claim : draft_.claims_before) {
    if (claim.kind == ClaimKind::kCultureDays || claim.booking != same - old.begin()) continue;
    claim.booking = booking_;
    claims.push_back(claim);
  }
  return claims;
}

// Whether it is over, as it is stored and as it would be claimed now.
bool BookingClaims::IsFinished() const {
  return facts_.occupied.end <= now_ &&
         std::all_of(stored_.begin(), stored_.end(),
                     [this](const Claim& claim) { return IsFinished(claim); });
}

// Spaces that change move nothing that is over.
bool BookingClaims::Expands() const {
  if (!IsOnce()) return draft_.series.mode != SeriesMode::kKeep;
  return draft_.altered[booking_] || (draft_.reexpands() && !IsFinished());
}

bool BookingClaims::IsPlacedAnew(const Claim& claim, bool host_moved) const {
  if (host_moved && !draft_.reexpands()) return true;
  return expands_ && (IsOnce() || OccurrenceOf(draft_, claim) != nullptr);
}

std::vector<Claim> BookingClaims::MakeOnce() const {
  std::vector<Claim> claims;
  if (!expands_) {
    claims = stored_;
  } else {
    for (storage::ResourceId atom : facts_.atoms) {
      claims.push_back(
          {.atom = atom, .interval = facts_.occupied, .owner = draft_.id, .booking = booking_});
    }
  }
  for (Claim& claim : claims) {
    claim.kind = draft_.confirmed() ? ClaimKind::kConfirmed : ClaimKind::kHeld;
  }
  return claims;
}

std::vector<Claim> BookingClaims::MakeOccurrences() const {
  const Series& series = draft_.series;
  const bool adds = series.mode == SeriesMode::kKeep || series.mode == SeriesMode::kRoll;
  std::vector<Claim> claims;
  for (Claim claim : draft_.is_new() ? std::vector<Claim>() : stored_) {
    if (draft_.before.state() != draft_.after.state()) {
      claim.kind = draft_.confirmed() ? ClaimKind::kConfirmed : ClaimKind::kHeld;
    }
    if (adds || IsFinished(claim)) claims.push_back(claim);
  }
  if (!expands_) return claims;
  const Occurrences stored(draft_.after);
  for (const OccurrenceFacts& occurrence : series.occurrences) {
    if (series.mode == SeriesMode::kRoll && occurrence.day <= series.claimed_before) continue;
    const bool held = !draft_.confirmed() || stored.IsHeld(occurrence.day);
    for (storage::ResourceId atom : facts_.atoms) {
      const Claim claim{.atom = atom,
                        .interval = occurrence.occupied[booking_],
                        .owner = draft_.id,
                        .booking = booking_,
                        .kind = held ? ClaimKind::kHeld : ClaimKind::kConfirmed};
      if (draft_.is_new() || !IsFinished(claim)) claims.push_back(claim);
    }
  }
  if (series.mode == SeriesMode::kReexpand) RemoveShortened(claims);
  return claims;
}

// Takes out what is over and starts as something longer that is not: an occurrence
// that was shorter when it was derived before, and is over by that alone.
void BookingClaims::RemoveShortened(std::vector<Claim>& claims) const {
  std::vector<Claim> running;
  for (const Claim& claim : claims) {
    if (claim.interval.start < now_ && !IsFinished(claim)) running.push_back(claim);
  }
  std::erase_if(claims, [&](const Claim& claim) {
    return IsFinished(claim) &&
           std::any_of(running.begin(), running.end(), [&](const Claim& other) {
             return other.atom == claim.atom && other.interval.start == claim.interval.start &&
                    Blocks(other.kind) == Blocks(claim.kind);
           });
  });
}

}  // namespace taqvim::schedule
