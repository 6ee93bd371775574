// Brings what earlier versions made of what was said to what is made of it now:
// claims, topics of culture days, normal forms of texts, what waits for venues, and
// what resources are searched by; and gives resources what they had not always: a uid,
// the word of what never ends, the name of access tokens.
//
// Zones have fingerprints of their rules (zone_topics.h); how instants and days are
// derived from these, and from rules of recurrence and words, has a number, which is
// stored beside them, in a topic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/schedule/upkeep/time_moves.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// To be raised whenever the same message comes to claim other times or topics, has
// another normal form, is searched by something else, or lacks something.
inline constexpr int kDerivation = 3;

// The topic whose body says by which derivation a store is.
inline constexpr std::string_view kDerivationTopic = "derivation";

// What is stored of it.
struct DerivationState {
  // That of all resources; 0 when there was none yet.
  int version = 0;
  // While they are being brought forward: to which, and the kind and the id of the
  // last that was looked at. 0 otherwise.
  int target = 0;
  int kind = 0;
  storage::ResourceId reached = 0;
  // Whether something was left as it is, since the time zone data lacks its zone:
  // then the version stays, and the next start looks again.
  bool left = false;
};

std::string ToText(const DerivationState& state);
// DATA_LOSS for anything else.
absl::StatusOr<DerivationState> ParseDerivationState(std::string_view text);

// Whether all of the store is by kDerivation.
absl::StatusOr<bool> IsBroughtForward(storage::Snapshot& snapshot);

struct BroughtForward {
  // For this start.
  bool done = false;
  int64_t looked_at = 0;
  // How many resources have another form now.
  int64_t rewritten = 0;
  MovedTimes moved;
};

// One bounded revision of it, to be called until it is done; what one call did the
// next does not do again. What is over stays as it is. Local times, rules and texts
// stay as they were said, but what never ends says so. Claims that collide are
// contested; days that a series did not take before are only held where they collide,
// or where a venue has approved the series. What changes for readers is told by the
// change stream, and gets another update time where more is new than what it lacked.
absl::StatusOr<BroughtForward> BringForward(storage::Transaction& transaction);

// Has the next start look at all again: what counted as over by a clock that was wrong
// may not be.
absl::Status ForgetDerivation(storage::Transaction& transaction);

}  // namespace taqvim::schedule
