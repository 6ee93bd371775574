// Slots as the contract has them, found by trying every start in every place and booking
// what is there.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "taqvim/v1/slot.pb.h"
#include "tests/property/slots/slots_world.h"

namespace taqvim::property {

// When a placement starts: what the clocks there show, whether they show it for the
// second time, and the instant.
absl::CivilSecond StartOf(const v1::SlotPlacement& placement);
bool StartsAgain(const v1::SlotPlacement& placement);
storage::Interval IntervalOf(const v1::SlotPlacement& placement);

// All slots that answer the question, in the order in which they are found, with nothing
// but resources, times, seats and bookings. Items name venues alone. Where there are
// several, the question must avoid holds, as they are not counted.
std::vector<v1::Slot> AllSlots(SlotsWorld& world, const v1::FindSlotsRequest& request);

}  // namespace taqvim::property
