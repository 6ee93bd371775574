// The rules that a claim breaks by meeting what others hold.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/drafts/holds.h"
#include "storage/store.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// Judges one write, by the final state of its drafts.
class HoldRules {
 public:
  explicit HoldRules(Drafts& drafts) : drafts_(drafts) {}

  // The rule that a claim of the draft breaks by meeting what another event
  // holds, or unspecified: HELD for what is only tentative; HOLD_AHEAD for what
  // takes the place of a hold that ranks before its own. A draft has a hold of
  // its own where it held before the write, and only there.
  absl::StatusOr<v1::ConflictRule> Judge(const Draft& draft, const storage::Claim& claim,
                                         const storage::Claim& held);

  // The rank of the hold on a booking of a tentative draft, once all its claims
  // were judged.
  int RankOf(const Draft& draft, int booking) const;

 private:
  absl::StatusOr<std::shared_ptr<const v1::Event>> Final(storage::ResourceId event);
  bool Precedes(const HoldPlace& other, const Draft& draft, const storage::Claim& claim,
                const storage::Interval& meeting) const;

  Drafts& drafts_;
  // Those that were looked up; no drafts.
  absl::flat_hash_map<storage::ResourceId, std::shared_ptr<const v1::Event>> events_;
  // The events whose holds come before that on a booking.
  std::map<std::pair<storage::ResourceId, int>, std::set<storage::ResourceId>> ahead_;
};

}  // namespace taqvim::schedule
