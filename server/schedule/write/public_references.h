// The stage of public references: which events that others refer to the public sees.
//
// Needs: the drafts in their final states, after LinkReferences. Leaves: the same, with
// Event.public_references in order, and those drawn in that this changes.
//
// The public is told of an event from its image alone, on the stream, too, where nobody can
// ask what another event was at that revision. So what it may be told of references stands
// in the image, and changes in the revision in which the other appears or disappears.
#pragma once

#include "absl/status/status.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

absl::Status SettlePublicReferences(Drafts& drafts);

}  // namespace taqvim::schedule
