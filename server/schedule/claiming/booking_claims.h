// `BookingClaims`: the claims of one booking, before they are put under a host.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// Refers to the draft.
class BookingClaims {
 public:
  BookingClaims(absl::Time now, const ExpandedDraft& draft, int booking)
      : now_(absl::ToUnixSeconds(now)),
        draft_(draft),
        booking_(booking),
        facts_(draft.facts.bookings[booking]),
        stored_(IsOnce() && draft.altered[booking] ? std::vector<storage::Claim>() : Stored()),
        expands_(Expands()) {}

  // Whether some are made anew, and not only those that are stored.
  bool expands() const { return expands_; }
  // Those stored, and those that the write expands, which are without hosts.
  std::vector<storage::Claim> Make() const { return IsOnce() ? MakeOnce() : MakeOccurrences(); }
  // Whether the host of one of them is looked for again.
  bool IsPlacedAnew(const storage::Claim& claim, bool host_moved) const;

 private:
  bool IsOnce() const { return draft_.series.mode == SeriesMode::kNone; }
  bool IsFinished(const storage::Claim& claim) const { return claim.interval.end <= now_; }
  bool IsFinished() const;
  bool Expands() const;
  std::vector<storage::Claim> Stored() const;
  std::vector<storage::Claim> MakeOnce() const;
  std::vector<storage::Claim> MakeOccurrences() const;
  void RemoveShortened(std::vector<storage::Claim>& claims) const;

  const int64_t now_;
  const ExpandedDraft& draft_;
  const int booking_;
  const BookingFacts& facts_;
  // Those that are stored for the booking of that id, where they count.
  const std::vector<storage::Claim> stored_;
  const bool expands_;
};

}  // namespace taqvim::schedule
