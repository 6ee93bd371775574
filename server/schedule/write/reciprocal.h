// Culture days that answer each other.
#pragma once

#include "absl/status/status.h"
#include "server/access/rights.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// After the steps of a write: keeps the link between culture days and those that
// answer them on both or on neither. What the link is set or cleared on becomes
// the same on the other side, which is drawn in and written as well; culture
// days that are no longer live answer none. Adds to the errors what cannot be
// linked: what does not exist, is closed to a caller with these rights, is no
// other culture days, is not between the same countries the other way round, or
// answers others already. FAILED_PRECONDITION when the other is not live.
absl::Status LinkReciprocals(Drafts& drafts, const access::Rights& rights, FieldErrors& errors);

}  // namespace taqvim::schedule
