// Whose word counts when a rule is overridden.
#pragma once

#include "server/access/rights.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// Whether an override of this conflict of the draft counts when it comes from
// such a caller: of culture days that overlap, from an organizer of their owner;
// of the hold of a participant, from an organizer of its organization; of all
// else, from who manages the venue that is booked.
absl::StatusOr<bool> MayOverride(const access::Rights& rights, const ClaimedDraft& draft,
                                 const v1::Conflict& conflict);

// Makes a conflict that could be overridden block the caller whose override does
// not count, and says whose would.
absl::Status CloseTo(const access::Rights& rights, const ClaimedDraft& draft,
                     v1::Conflict& conflict);

}  // namespace taqvim::schedule
