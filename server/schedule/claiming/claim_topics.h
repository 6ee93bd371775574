// The other half of the third stage for a draft: what its culture days take.
//
// Needs: an expanded draft. Leaves: claims on the topics of its stops, made by the write
// where there are none yet.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// Adds them to the claims; none of what is no culture days, or not confirmed.
absl::Status ClaimTopics(Drafts& drafts, const ExpandedDraft& draft,
                         std::vector<storage::Claim>& claims);

}  // namespace taqvim::schedule
