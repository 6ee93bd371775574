// The plan of a write of events: the stages from what its steps ask for to a verdict.
//
//   stage               needs                         leaves
//   ------------------  ----------------------------  ------------------------------------
//   ConfirmOrAsk        Drafts                        those confirmed for which no venue
//                                                     has anything left to say
//   LinkReferences      Drafts                        hosts, programmes and culture days
//                                                     that answer each other in order
//   SettlePublic-       Drafts                        which references the public sees
//   References
//   SettleMoves         Drafts                        events that stay where they are, with
//                                                     moves that wait; groups that ended
//   ClaimDrafts         Drafts                        ClaimedDrafts; with stages of its own
//   SettleContested     ClaimedDrafts                 which claims are contested
//   Judge               ClaimedDrafts                 Findings
//   FindLeftMembers     ClaimedDrafts                 more findings
//   SettleWaivers       Findings                      waivers, and what each finding means
//   YieldOccurrences    Findings that are settled     claims that yielded, findings as advice
//   SettleContested     ClaimedDrafts that yielded    which claims are contested still
//   KeepMoves           ClaimedDrafts                 moves as they became
//   Conclude            Findings that are settled     Verdict
//
// What a stage promises is in its header. A stage works on drafts in place, and none looks
// at what a later one leaves. Nothing is written: mutation.h makes of drafts that may be
// applied what is.
//
// What the world changes goes through fewer: times that move (upkeep/time_moves.h) are
// claimed and settled as contested, and nothing is judged; bookings of places whose spaces
// change (upkeep/reexpand.h) are judged by their claims alone.
#pragma once

#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/write/verdict.h"

namespace taqvim::schedule {

struct JudgedDrafts {
  ClaimedDrafts drafts;
  Verdict verdict;
};

// Goes through all of it, with the errors in fields that the steps found. Refers to the
// drafts. INVALID_ARGUMENT or FAILED_PRECONDITION for what is wrong whatever the schedule
// says; UNAVAILABLE where it books at a venue whose zone is being corrected.
absl::StatusOr<JudgedDrafts> JudgeDrafts(Drafts& drafts, const Caller& caller, FieldErrors& errors);

}  // namespace taqvim::schedule
