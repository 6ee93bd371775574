// What is contested, and what stands in conflict, worked out by looking at every
// pair of claims.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "taqvim/v1/standing_conflict.pb.h"
#include "tests/property/model/world.h"

namespace taqvim::property {

// Says of each claim of a confirmed event on these atoms whether it is contested:
// whether it meets, under its host, one of an event that was confirmed earlier.
// Returns the events of which that was said otherwise before.
std::set<std::string> SettleContested(World& world, const std::set<std::string>& atoms);

// What stands in conflict of an event and is not over: contested, closed, a hold that
// is blocked, a booking outside its host, outside the hours or with more people than
// seats, an event outside the stops of its programme or without it, and what was
// accepted and has changed, but for other culture days. Without what is for people.
std::vector<v1::StandingConflict> StandingOf(const World& world, const std::string& event);
// Whether anything of the event is ahead: what it claims, its stops, what is still to come
// of a series up to where that is claimed or, where it books no place, the days of its period.
bool IsStillAhead(const World& world, const v1::Event& event, const std::vector<Claim>& claims);

// The same of an event with these claims and its programme alone.
std::vector<v1::StandingConflict> OfProgramme(const World& world, const v1::Event& event,
                                              const std::vector<Claim>& claims,
                                              const v1::Event& programme);

}  // namespace taqvim::property
