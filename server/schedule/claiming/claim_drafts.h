// The stage of claims: what each draft takes.
//
// Needs: the drafts as the steps left them, and what they say of each other in order.
// Leaves: claimed drafts, with holds and approvals in their final state, and those of
// what they host that had to be drawn in.
//
// Each draft goes through stages of its own, after the events that it is inside:
//
//   look_up.h         what it refers to: EventFacts
//   expand_series.h   which occurrences are claimed: an ExpandedDraft
//   claim_bookings.h  what its bookings take: TakenClaims
//   claim_topics.h    and what its culture days do
//   holds.h           a hold for each booking of a tentative event
//   approvals.h       what venues have approved: a ClaimedDraft
//   moves.h           and the same of the event as its pending move would have it, whose
//                     claims are holds
#pragma once

#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Refers to the drafts. Draws in the events inside a draft whose claims moved, and those
// inside them: their claims may hang on it. Where there are errors, what does not exist
// or does not fit was added to them, and what is returned holds only some of the drafts.
absl::StatusOr<ClaimedDrafts> ClaimDrafts(Drafts& drafts, FieldErrors& errors);

}  // namespace taqvim::schedule
