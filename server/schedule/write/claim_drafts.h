// Brings the claims of drafts to their final state.
#pragma once

#include "absl/status/status.h"
#include "server/base/errors.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Fetches the facts of every draft and fills in its claims, hosts before what
// they host. A booking that the write does not alter keeps the atoms, instants
// and hosts that are stored; what was contested stays so where it stands, until
// it is settled (contested.h). A claim belongs under its host when the host's
// claims on the atom cover it; on spaces and venues anything else is noted as
// outside the host, while a participant that no host covers is claimed like
// anyone's. Draws in the events inside a draft whose claims moved, and those
// inside them: their claims may hang on it. Adds to the errors what does not
// exist or does not fit.
absl::Status ClaimDrafts(Drafts& drafts, FieldErrors& errors);

}  // namespace taqvim::schedule
