// The first stage for a draft: what it refers to.
//
// Needs: a draft as the steps left it. Leaves: its facts, and in the draft the zone and
// the id of each booking.
#pragma once

#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// FetchFacts, with the links to other events and to the zones of participants. Adds to
// the errors, in the scope of the draft, what does not exist or does not fit.
absl::StatusOr<EventFacts> LookUp(Drafts& drafts, Draft& draft, FieldErrors& errors);

}  // namespace taqvim::schedule
