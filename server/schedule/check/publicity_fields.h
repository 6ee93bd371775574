// Validators of what the public is told of an event: pictures, admission, partners,
// works.
#pragma once

#include "server/base/field_errors.h"
#include "server/base/texts.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Fields are relative to the scope.
void CheckPublicity(const v1::Event& event, Demand demand, FieldErrors& errors);

}  // namespace taqvim::schedule
