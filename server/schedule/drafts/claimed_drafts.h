// `ClaimedDrafts`: the events that one write touches, with what they take.
//
// A draft (drafts.h) is first expanded, then claimed. Each phase is a type that is made
// of the one before and of all that it adds, so that nothing can be read of a draft
// that is not known of it yet.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/drafts/drafts.h"
#include "storage/transaction.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// How a write claims the occurrences of an event that repeats, or did before.
enum class SeriesMode {
  kNone,      // it takes place once
  kKeep,      // as they are stored
  kReexpand,  // those that are unfinished, at the places that they have now
  kRoll,      // as they are stored, and those that are newly reached
  kAnew,      // all that are unfinished, up to the horizon
};

// The index of a booking, and a time of it.
using TimeOfBooking = std::pair<int, storage::Interval>;

// The occurrences of an event that repeats, or did before; of another there are none.
struct Series {
  SeriesMode mode = SeriesMode::kNone;
  // Those that are not finished, and not left out, in order of their days.
  std::vector<OccurrenceFacts> occurrences;
  // By booking: which occurrences these are, in order of when they occupy something.
  std::vector<std::vector<int>> in_time;
  // When each of its bookings, as they are stored, takes something; in order.
  std::vector<TimeOfBooking> times_before;
  // Up to which day its occurrences were claimed before.
  absl::CivilDay claimed_before;
};

// A draft with what its bookings refer to, and when they are.
struct ExpandedDraft : Draft {
  ExpandedDraft(Draft&& draft, EventFacts what, std::vector<bool> which, Series when)
      : Draft(std::move(draft)),
        facts(std::move(what)),
        altered(std::move(which)),
        series(std::move(when)) {}

  EventFacts facts;
  // Whether each booking is to be judged: it is new, moved, or being confirmed.
  std::vector<bool> altered;
  Series series;
};

// What a draft takes.
struct TakenClaims {
  // Ordered by atom, start and booking. A booking takes a place at one time once.
  std::vector<storage::Claim> claims;
  // The bookings and, of what repeats, occurrences of them, of spaces or venues,
  // that lie partly outside the host's; one for each claim.
  std::vector<TimeOfBooking> outside_host;
  // Whether the claims, or those of an event that it is inside, take other atoms or
  // times than before.
  bool moved = false;
};

// A draft with all that it takes, holds and has approved.
struct ClaimedDraft : ExpandedDraft {
  ClaimedDraft(ExpandedDraft&& draft, TakenClaims taken, std::vector<bool> without_approval)
      : ExpandedDraft(std::move(draft)),
        claims(std::move(taken.claims)),
        outside_host(std::move(taken.outside_host)),
        moved(taken.moved),
        unapproved(std::move(without_approval)) {}

  // As in TakenClaims. Later stages settle which of them are contested, and take away what
  // occurrences leave to others.
  std::vector<storage::Claim> claims;
  std::vector<TimeOfBooking> outside_host;
  bool moved;
  // Whether each booking takes more than was confirmed, of a venue that approves its
  // bookings; of an event that is not written, none does.
  std::vector<bool> unapproved;
  // The event as its pending move would have it, with what that holds; null when it has none.
  std::unique_ptr<ClaimedDraft> move = {};

  bool claims_changed() const {
    static const std::vector<storage::Claim> none;
    return claims != claims_before || (move ? move->claims : none) != move_claims_before;
  }
  // All claims, as they stand in the store (event/moves.h).
  std::vector<storage::Claim> AllClaims() const;
};

// The drafts of one write, all of them claimed. Refers to those that it was made of,
// which it keeps up to date.
class ClaimedDrafts {
 public:
  // They have all been advanced to claimed ones, which these are, in their order.
  ClaimedDrafts(Drafts& drafts, std::vector<ClaimedDraft*> claimed);

  storage::Transaction& transaction() const { return drafts_->transaction(); }
  storage::Work& work() const { return drafts_->work(); }

  // The draft of that event; null when there is none.
  ClaimedDraft* Find(std::string_view name);
  ClaimedDraft* FindById(storage::ResourceId id);
  // In the order in which they were opened or added; stable addresses.
  const std::vector<ClaimedDraft*>& all() const { return claimed_; }

  // Adds an event of which only the claims are looked at, as they are stored: the draft
  // if there is one.
  absl::StatusOr<ClaimedDraft*> DrawIn(std::string_view name);

  // As of Drafts.
  absl::StatusOr<std::shared_ptr<const v1::Event>> Final(std::string_view name) {
    return drafts_->Final(name);
  }
  absl::StatusOr<storage::ResourceId> IdOf(std::string_view name) { return drafts_->IdOf(name); }
  absl::StatusOr<storage::ResourceId> FindTopic(const std::string& name) {
    return drafts_->FindTopic(name);
  }
  absl::Status ReadHosts(std::string host) { return drafts_->ReadHosts(std::move(host)); }
  absl::StatusOr<std::vector<std::string>> Referring(const Draft& draft, storage::LinkRole role) {
    return drafts_->Referring(draft, role);
  }
  const std::map<std::string, storage::ResourceId>& new_topics() const {
    return drafts_->new_topics();
  }

 private:
  Drafts* drafts_;
  std::vector<ClaimedDraft*> claimed_;
  absl::flat_hash_map<storage::ResourceId, ClaimedDraft*> by_id_;
};

}  // namespace taqvim::schedule
