// Builder of a Timeline from what occupies its scope and what is announced. Pure.
#pragma once

#include <string>
#include <vector>

#include "client/cli/session/closed_events.h"
#include "client/cli/timeline/timeline_hours.h"
#include "client/cli/timeline/timeline_model.h"
#include "client/cli/timeline/timeline_scope.h"
#include "taqvim/v1/occupancy.pb.h"

namespace taqvim::cli {

// Each venue is a heading with its spaces below, and with itself where something
// occupies it as a whole; participants follow, on the days and hours of where each
// thing is that takes them. A space that is made of others shows what occupies any of
// them. Of each, what is announced is told from set-up and tear-down by the occurrences.
// Titles are in the first of the languages that they have; what is closed to others is marked. In a
// scope that is shown in one zone, columns are of that zone's days, and whole days stay the days
// that they are called.
Timeline BuildTimeline(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
                       const Occurrences& occurrences, const std::vector<std::string>& languages,
                       const ClosedEvents& closed = {});

}  // namespace taqvim::cli
