// Validators of filters.
#pragma once

#include <string_view>

#include "server/base/field_errors.h"
#include "taqvim/v1/event_filter.pb.h"
#include "taqvim/v1/resource_filters.pb.h"

namespace taqvim::schedule {

// Adds what is wrong with the filter, at that field.
void CheckFilter(const v1::EventFilter& filter, FieldErrors& errors,
                 std::string_view field = "filter");

// The same, at `filter`, of lists of other resources.
void CheckFilter(const v1::OrganizationFilter& filter, FieldErrors& errors);
void CheckFilter(const v1::ParticipantFilter& filter, FieldErrors& errors);
void CheckFilter(const v1::AgreementFilter& filter, FieldErrors& errors);
void CheckFilter(const v1::VenueFilter& filter, FieldErrors& errors);
void CheckFilter(const v1::SpaceFilter& filter, FieldErrors& errors);
void CheckFilter(const v1::ClosureFilter& filter, FieldErrors& errors);

}  // namespace taqvim::schedule
