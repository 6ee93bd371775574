// The moves of confirmed events, as a write makes, decides and ends them.
#pragma once

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"

namespace taqvim::schedule {

// Whether the write changes where, when or how a confirmed event takes place, as far as
// that is said of it.
bool ChangesPlace(const Draft& draft);

// Makes a move of what the draft changes of that, so that the event stays where it is.
// `approvals` are those that it needs, open or given, and `bookings` those of the draft with
// their ids and zones. What is asked for anew lapses in two weeks; what only waits for one
// approval more goes on as it was.
struct MoveAsked {
  google::protobuf::RepeatedPtrField<v1::Booking> bookings;
  google::protobuf::RepeatedPtrField<v1::BookingApproval> approvals;
  std::string group;
  std::string_view principal;
};
void AskToMove(MoveAsked asked, absl::Time now, Draft& draft);

// Takes over, for what the draft asks anew, what was approved for the move that it replaces:
// of bookings that are as they were.
void KeepGranted(Draft& draft);

// Brings the draft to where its move says, with what was approved and waived for that.
void MoveNow(Draft& draft);

// Decides about bookings of the event's pending move, as `Decide` does for tentative events.
// A move that is refused holds nothing, and waits for nobody.
absl::Status DecideOnMove(const Decision& decision, v1::Event& event, FieldErrors& errors);

// Whether nobody has anything left to say about the event's pending move.
bool IsMoveAgreed(const v1::Event& event);

// What a pending move looks like when those have nothing to decide about it that approve
// their bookings no more. It moves nothing by itself. Whether that is another event. Pure.
bool WithdrawFromMove(absl::FunctionRef<bool(const std::string& approver)> decides,
                      v1::Event& event);
// The same of this one alone, which is already what it shall be.
bool WithdrawFromMove(const Approver& approver, v1::Event& event);

// Takes what its move became into the event of a draft.
void KeepMove(ClaimedDraft& draft);
void KeepMoves(ClaimedDrafts& drafts);

}  // namespace taqvim::schedule
