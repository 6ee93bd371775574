// `HoldRanking`: which holds of others come before those of a write's events.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/holds.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// Of one write, by the final state of its drafts. Filled in while its claims are judged.
class HoldRanking {
 public:
  explicit HoldRanking(ClaimedDrafts& drafts) : drafts_(drafts) {}

  // The place of the hold that claims this; nothing when its event lapses before anything
  // else happens.
  absl::StatusOr<std::optional<HoldPlace>> PlaceOfHold(const storage::Claim& held);

  // Notes that the holder comes before the event's hold on a booking.
  void PutAhead(storage::ResourceId event, int booking, storage::ResourceId holder) {
    ahead_[{event, booking}].insert(holder);
  }
  // The rank of the hold on a booking, once all claims of the event were judged.
  int RankOf(storage::ResourceId event, int booking) const;

 private:
  absl::StatusOr<std::shared_ptr<const v1::Event>> Final(storage::ResourceId event);

  ClaimedDrafts& drafts_;
  // Those that were looked up; no drafts.
  absl::flat_hash_map<storage::ResourceId, std::shared_ptr<const v1::Event>> events_;
  // The events whose holds come before that on a booking.
  std::map<std::pair<storage::ResourceId, int>, std::set<storage::ResourceId>> ahead_;
};

}  // namespace taqvim::schedule
