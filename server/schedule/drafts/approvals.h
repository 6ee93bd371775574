// What venues and participants say of the bookings that they approve themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "server/base/field_errors.h"
#include "server/schedule/claims/approver.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "taqvim/v1/approval.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Holds the confirmation of a draft against those who approve its
// bookings: where one has still to decide, the draft stays tentative, as before,
// and is asked for, and held for two weeks at least. What was refused is asked
// again.
absl::Status ConfirmOrAsk(Drafts& drafts, Draft& draft);

// Brings the approvals of a draft that takes these claims to its final state: one for
// each booking that somebody decides about while the confirmation is asked for, open again
// where the booking says something else, or its event repeats by a rule that the approver
// has not seen; what is confirmed keeps what was granted, unless its booking takes
// more now, and that was not granted for this. Returns which of such bookings do.
std::vector<bool> SettleApprovals(const std::vector<storage::Claim>& claims, ExpandedDraft& draft,
                                  storage::Work& work);

// Whether anybody decides about any of these bookings of the event.
bool AnyDecides(const EventFacts& facts, const v1::Event& event);

// What is to be decided of a draft of which SettleApprovals has said this.
std::vector<v1::BookingApproval> OpenApprovals(const ExpandedDraft& draft,
                                               const std::vector<bool>& unapproved);

// What of a booking of a confirmed draft was not approved.
struct Unapproved {
  // Of an event that repeats: the first days of its occurrences, at most ten.
  std::vector<absl::CivilDay> days;
  // When that occupies the booking, on the first day; nothing when there is none.
  std::optional<storage::Interval> interval;
  // The same for people, as in “has not approved ...”.
  std::string description;
};
Unapproved UnapprovedOf(const ExpandedDraft& draft, int booking, storage::Work& work);

// What an event looks like when those have nothing to decide about who decide about its
// bookings no more: while something is open, without what they say; and not
// asked for any more, unless others have still to decide or have refused. Of one that
// is confirmed only what was granted stays. Whether that is another event. Pure.
bool WithdrawPending(absl::FunctionRef<bool(const std::string& approver)> decides,
                     v1::Event& event);
// The same, where one is asked again whether it decides.
bool WithdrawPending(const Approver& approver, v1::Event& event);

// Notes that a rule reads otherwise than it did when it was approved: what was
// granted of a tentative event is open again, of a confirmed one it is outdated.
void OutdateApprovals(v1::Event& event);

// Whether somebody who decides about its bookings has granted a confirmed draft by another
// reading of its rule.
bool IsGrantOutdated(const Draft& draft, const EventFacts& facts);

// Which bookings somebody decides about, and what.
struct Decision {
  // The id of one booking; empty for all open ones of the approver.
  std::string booking;
  // The venue or the participant; empty for that of the booking.
  std::string approver;
  v1::BookingApproval approval;
};

// Writes the decision into the approvals of an event. FAILED_PRECONDITION where
// the event has lapsed, or the bookings do not wait for one; adds to the errors what
// does not exist.
absl::Status Decide(const Decision& decision, v1::Event& event, FieldErrors& errors);

// Whether nobody has anything left to decide or has refused.
bool AllApproved(const v1::Event& event);

}  // namespace taqvim::schedule
