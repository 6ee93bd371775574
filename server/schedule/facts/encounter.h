// `Encounter`: a claim of an event that a write touches, where it meets one of another owner.
#pragma once

#include "absl/status/statusor.h"
#include "server/schedule/facts/hold_ranking.h"
#include "server/schedule/facts/judged_event.h"
#include "server/schedule/facts/relations.h"
#include "storage/claim.h"

namespace taqvim::schedule {

struct Encounter {
  const JudgedEvent& event;
  const storage::Claim& claim;
  const storage::Claim& other;  // of the final state
  Relations& relations;
  HoldRanking& holds;
  storage::Work& work;
};

// Whether two bookings that meet get into each other's way at all: both are under one host,
// or none, and their events not inside one another, but for participants.
absl::StatusOr<bool> AreInEachOthersWay(Encounter& encounter);

}  // namespace taqvim::schedule
