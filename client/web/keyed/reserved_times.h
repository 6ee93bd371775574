// When a place is taken by what the public is not told of.
#pragma once

#include <vector>

#include "client/web/kiosk/kiosk_page.h"
#include "client/web/published/schedule.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::web {

// The times at which the bookings of the feed's spaces and venues take their places, of those of
// the events that are confirmed and not among the published ones; what touches is one. In order.
// What has no end ends never.
std::vector<ReservedBlock> ReservedTimes(const Schedule& published,
                                         const std::vector<PublishedEvent>& events,
                                         const v1::EventFilter& feed);

}  // namespace taqvim::web
