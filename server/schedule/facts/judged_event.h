// `JudgedEvent`: what rules look at of one event that a write touches, as it was and as it
// shall be. The rules know drafts only through this.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/claimed_drafts.h"

namespace taqvim::schedule {

// Refers to a draft that is claimed.
struct JudgedEvent {
  explicit JudgedEvent(const ClaimedDraft& draft);

  storage::ResourceId id;
  // The item of the request that touches it, and whether one writes it; else only its claims
  // may change.
  int item;
  bool written;
  bool is_new;
  const v1::Event& before;
  const v1::Event& after;
  const EventFacts& facts;
  // Those that are not finished, and not left out; none when it takes place once.
  const std::vector<OccurrenceFacts>& occurrences;
  const std::vector<storage::Claim>& claims_before;
  const std::vector<storage::Claim>& claims;
  // Whether each booking is to be judged: it is new, moved, or being confirmed.
  const std::vector<bool>& altered;
  // Whether it is what the pending move of a confirmed event would make of it, and which
  // moves are made together with that; or whether such a move is made.
  bool of_move;
  const std::string& move_group;
  bool moves;
  // What the move claimed that the event had before.
  const std::vector<storage::Claim>& move_claims_before;
  // Whether an item asks for its confirmation, which somebody may have to approve still.
  bool confirming;
  // Whether it takes place more than once, or did; and whether all its occurrences that are
  // unfinished are claimed anew.
  bool repeats;
  bool anew;

  bool confirmed() const { return after.state() == v1::EVENT_STATE_CONFIRMED; }
  const BookingFacts& booking(int index) const { return facts.bookings[index]; }

  // The occurrence that a claim is for, the first if there are several at that very time;
  // null when it is for none that is to be claimed.
  const OccurrenceFacts* OccurrenceOf(const storage::Claim& claim) const;
  // Whether the write adds the claim, or asks for it to be judged again. What is contested
  // was settled, not asked for, and what is over of a series stays as it was.
  bool IsJudged(const storage::Claim& claim, absl::Time now) const;
  // Whether its booking is altered, or its occurrence one that the write adds.
  bool IsNew(const storage::Claim& claim) const;

  // Calls `judge` with the instants announced of the booking, those of each occurrence that
  // is judged when the event repeats. Counts occurrences as work.
  void ForEachTime(
      int index, storage::Work& work,
      absl::FunctionRef<void(const storage::Interval&, const OccurrenceFacts*)> judge) const;

  // The bookings, of spaces or venues, that lie partly outside the host's, and when, each
  // once.
  std::vector<TimeOfBooking> OutsideHost() const;

  // Whether the booking takes more than was confirmed, of what somebody decides about; and
  // what.
  bool IsUnapproved(int index) const { return draft_.unapproved[index]; }
  Unapproved UnapprovedAt(int index, storage::Work& work) const;

 private:
  const ClaimedDraft& draft_;
};

// Its day; nothing when there is none.
std::optional<absl::CivilDay> DayOf(const OccurrenceFacts* occurrence);

}  // namespace taqvim::schedule
