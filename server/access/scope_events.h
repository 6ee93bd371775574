// The rules of scope of events.
#pragma once

#include "server/access/scope.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::access {

// An organizer of the owner of every event that the request writes: as it is
// stored and as it shall be, with those that a cascade takes along. What an event
// shall be inside of, and culture days that it shall answer, must be the caller's
// as well; that a link to others' culture days ends with one's own needs no right
// to theirs.
absl::Status OrganizerOf(const Question& question, const v1::CreateEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::UpdateEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::DeleteEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::ConfirmEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::CancelEventRequest& request);
absl::Status OrganizerOf(const Question& question, const v1::BatchWriteEventsRequest& request);
template <class Request>
absl::Status OrganizerOfEvents(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  return OrganizerOf(question, RequestOf<Request>(question));
}

// Whoever sees all of the stored events that a check would write.
absl::Status SeesWhatIsChecked(const Question& question);

// A manager of the venue of the booking that is named or, where none is, of the
// venue that is.
absl::Status DecidesOn(const Question& question, const std::string& event,
                       const std::string& booking, const std::string& venue);
template <class Request>
absl::Status ManagerOfBookings(const Question& question) {
  if (question.rights.ManagesAll()) return absl::OkStatus();
  const Request& request = RequestOf<Request>(question);
  return DecidesOn(question, request.name(), request.booking(), request.venue());
}

// A manager of the venue of each booking whose hold is ordered; of participants,
// an organizer of their organization.
absl::Status OrdersHolds(const Question& question);

}  // namespace taqvim::access
