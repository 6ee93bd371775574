// What venues say of the bookings that they approve themselves.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/schedule/drafts.h"
#include "server/schedule/errors.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::schedule {

// Holds the confirmation of a draft against the venues that approve its
// bookings: where one has still to decide, the draft stays tentative, as before,
// and is asked for. What was refused is asked again. Before the draft is
// claimed.
absl::Status SettleConfirmation(Drafts& drafts, Draft& draft);

// Brings the approvals of a claimed draft to its final state: one for each
// booking at such a venue while the confirmation is asked for, open again where
// the booking was altered; what is confirmed keeps what was granted, unless its
// booking was moved.
void SettleApprovals(Draft& draft);

// Whether the booking of a confirmed draft is new there, or was moved.
bool TakesMoreThanConfirmed(const Draft& draft, int booking);

// Which bookings a venue decides about, and what it decides.
struct Decision {
  // The id of one booking; empty for all open ones of the venue.
  std::string booking;
  std::string venue;
  v1::BookingApproval approval;
};

// Writes the decision into the approvals of an event. FAILED_PRECONDITION where
// the bookings do not wait for one; adds to the errors what does not exist.
absl::Status Decide(const Decision& decision, v1::Event& event, FieldErrors& errors);

// Whether no venue has anything left to decide or has refused.
bool AllApproved(const v1::Event& event);

}  // namespace taqvim::schedule
