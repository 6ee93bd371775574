// Rules of scope for requests about events: OK, PERMISSION_DENIED, or an error of the
// store.
#pragma once

#include "server/access/scope.h"
#include "server/base/approver_name.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"

namespace taqvim::access {

// Require an organizer of the owner of every event that the request writes: as it is
// stored and as it will be, with those that a cascade cancels or a programme publishes. The new
// host, and new reciprocal culture days, must be the caller's as well; removing a link to others'
// culture days takes no right to them.
absl::Status OrganizerOf(const Question& question, const v1::CreateEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::UpdateEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::DeleteEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::ConfirmEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::CancelEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::PublishEventsRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::UnpublishEventsRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::BatchWriteEventsRequest& request);
template <class Request>
absl::Status OrganizerOfEvents(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  return OrganizerOf(question, RequestOf<Request>(question));
}

// Requires that the caller sees all of the stored events that a check would write.
absl::Status SeesWhatIsChecked(const Question& question);

// Requires a manager of the venue of the named booking or, where none is named, of the
// named venue; for a participant, an organizer of its organization, while it approves its
// bookings.
absl::Status DecidesOn(const Question& question, const std::string& event,
                       const std::string& booking, const std::string& approver);
template <class Request>
absl::Status DecidesOnBookings(const Question& question) {
  if (question.rights.IsAdmin()) return absl::OkStatus();
  const Request& request = RequestOf<Request>(question);
  return DecidesOn(question, request.name(), request.booking(), schedule::ApproverIn(request));
}

// Requires a manager of the venue of each booking whose hold is ordered; for
// participants, an organizer of their organization.
absl::Status OrdersHolds(const Question& question);

}  // namespace taqvim::access
