// The stage of references: whether what events say of each other holds in the final
// state.
//
// Needs: the drafts as the steps left them. Leaves: the same, with culture days linked
// both ways (reciprocal.h), and those drawn in that this changes.
#pragma once

#include "absl/status/status.h"
#include "server/access/rights.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Adds to the errors hosts and programmes that do not exist, do not fit, or are closed to
// a caller with these rights, and returns them. FAILED_PRECONDITION for those that the
// state of an event does not allow: a host that is not confirmed or no longer planned, a
// programme that is not, and what no longer takes place but hosts events that do.
absl::Status LinkReferences(Drafts& drafts, const access::Rights& rights, FieldErrors& errors);

}  // namespace taqvim::schedule
