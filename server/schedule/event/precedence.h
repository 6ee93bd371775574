// Precedence of confirmed events: which of two was confirmed first.
#pragma once

#include "storage/claim.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Whether the one was confirmed before the other: a host before what it hosts,
// else by the time, else by the id.
bool ConfirmedBefore(const v1::Event& a, storage::ResourceId a_id, const v1::Event& b,
                     storage::ResourceId b_id);

}  // namespace taqvim::schedule
