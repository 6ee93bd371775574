// Formatter of the move of an event, for people: where it is beside where it shall be.
#pragma once

#include <string>

#include "client/cli/output/showing.h"
#include "client/cli/text/style.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {

// A table of what the event would do otherwise, as it is and as it was asked for, and below
// it what those have said who approve their bookings; empty for an event without a move.
std::string MoveText(const v1::Event& event, const Style& style, const Showing& showing,
                     int width = 0);

// Who has still to agree to the move: `b1 by venues/museum`; empty when nobody has.
std::string WhoMustAgree(const v1::EventMove& move);

}  // namespace taqvim::cli
