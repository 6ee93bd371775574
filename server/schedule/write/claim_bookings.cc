#include "server/schedule/write/claim_bookings.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/occurrences.h"

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

// The claims of one booking, before they are put under a host.
class BookingClaims {
 public:
  BookingClaims(absl::Time now, const ExpandedDraft& draft, int booking)
      : now_(absl::ToUnixSeconds(now)),
        draft_(draft),
        booking_(booking),
        facts_(draft.facts.bookings[booking]),
        stored_(IsOnce() && draft.altered[booking] ? std::vector<Claim>() : Stored()),
        expands_(Expands()) {}

  // Whether some are made anew, and not only those that are stored.
  bool expands() const { return expands_; }
  // Those stored, and those that the write expands, which are without hosts.
  std::vector<Claim> Make() const { return IsOnce() ? MakeOnce() : MakeOccurrences(); }
  // Whether the host of one of them is looked for again.
  bool IsPlacedAnew(const Claim& claim, bool host_moved) const;

 private:
  bool IsOnce() const { return draft_.series.mode == SeriesMode::kNone; }
  bool IsFinished(const Claim& claim) const { return claim.interval.end <= now_; }
  bool IsFinished() const;
  bool Expands() const;
  std::vector<Claim> Stored() const;
  std::vector<Claim> MakeOnce() const;
  std::vector<Claim> MakeOccurrences() const;
  void LeaveShortened(std::vector<Claim>& claims) const;

  const int64_t now_;
  const ExpandedDraft& draft_;
  const int booking_;
  const BookingFacts& facts_;
  // Those that are stored for the booking of that id, where they count.
  const std::vector<Claim> stored_;
  const bool expands_;
};

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
  if (series.mode == SeriesMode::kReexpand) LeaveShortened(claims);
  return claims;
}

// Takes out what is over and starts as something longer that is not: an occurrence
// that was shorter when it was derived before, and is over by that alone.
void BookingClaims::LeaveShortened(std::vector<Claim>& claims) const {
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

absl::StatusOr<Taken> ClaimBookings(storage::Transaction& transaction, const ExpandedDraft& draft,
                                    const HostClaims& hosts, bool host_moved, FieldErrors& errors) {
  Taken taken;
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
