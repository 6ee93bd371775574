// When what the public sees of an event, a venue or a space last changed.
#pragma once

#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Sets `public_update_time` of a resource after a write, whose update_time is set: to that
// time where the public sees something else than before, or sees it now; else to what it was.
// `before` is an empty message where there was none. Cleared where the public does not see it.
void SettlePublicUpdateTime(const v1::Event& before, v1::Event& after);
void SettlePublicUpdateTime(const v1::Venue& before, v1::Venue& after);
void SettlePublicUpdateTime(const v1::Space& before, v1::Space& after);

}  // namespace taqvim::schedule
