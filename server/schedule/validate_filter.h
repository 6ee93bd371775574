// What a filter of events may hold.
#pragma once

#include "server/schedule/errors.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Adds what is wrong with the filter, at the field `filter`.
void CheckFilter(const v1::EventFilter& filter, FieldErrors& errors);

}  // namespace taqvim::schedule
