// The sequence number of an event (RFC 5545, section 3.8.7.4): which of two versions of
// it in a calendar is the newer one.
#pragma once

#include <cstdint>

#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The number that the event has after a write: one more than before where its time, its
// place or its state is another, as everybody may see them. What only participants' own
// bookings, set-up or attendance say does not count.
int32_t SequenceAfter(const v1::Event& before, const v1::Event& after);

}  // namespace taqvim::schedule
