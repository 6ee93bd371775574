// What is confirmed under agreements, and how that stands while they are proposals.
#pragma once

#include <vector>

#include "taqvim/v1/standing_conflict.pb.h"
#include "tests/property/model/world.h"

namespace taqvim::property {

// Whether the event is under an agreement that one of its parties has not accepted.
bool IsUnderProposal(const World& world, const v1::Event& event);

// Adds that the event is confirmed under a proposal and not over, if it is.
void AddUnderProposal(const World& world, const Stored<v1::Event>& stored,
                      std::vector<v1::StandingConflict>& all);

}  // namespace taqvim::property
