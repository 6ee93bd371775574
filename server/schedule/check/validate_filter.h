// Validator of event filters.
#pragma once

#include <string_view>

#include "server/base/field_errors.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::schedule {

// Adds what is wrong with the filter, at that field.
void CheckFilter(const v1::EventFilter& filter, FieldErrors& errors,
                 std::string_view field = "filter");

}  // namespace taqvim::schedule
