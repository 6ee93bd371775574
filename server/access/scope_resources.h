// Rules of scope for requests about everything but events: OK, PERMISSION_DENIED, or an
// error of the store. Each comment says for what the caller must hold the role in the
// rule's name.
#pragma once

#include <string>

#include "server/access/scope.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::access {

// The venue that the request names, or in which lies what it names.
absl::Status ManagesVenue(const Question& question, const std::string& name);
template <class Request>
absl::Status ManagerOfVenue(const Question& question) {
  const Request& request = RequestOf<Request>(question);
  if constexpr (requires { request.parent(); }) {
    return ManagesVenue(question, request.parent());
  } else if constexpr (requires { request.space(); }) {
    return ManagesVenue(question, request.space().name());
  } else if constexpr (requires { request.closure(); }) {
    return ManagesVenue(question, request.closure().name());
  } else {
    return ManagesVenue(question, request.name());
  }
}

// The venues of the organization that the new venue shall belong to.
absl::Status ManagerOfNewVenue(const Question& question);
// The venue, and the venues of the organization that it is given to.
absl::Status ManagerOfChangedVenue(const Question& question);

// The organization itself.
absl::Status OrganizerOfChangedOrganization(const Question& question);

// The participant's organization, as it is stored and as it shall be.
absl::Status OrganizerOfNewParticipant(const Question& question);
absl::Status OrganizerOfChangedParticipant(const Question& question);
absl::Status OrganizerOfDeletedParticipant(const Question& question);
// Whether the creation, or the update, of a participant changes whose organizers decide for
// it: it approves its bookings, or changes whether it does, or its organization.
bool MakesApprover(const google::protobuf::Message& request);
bool ChangesApprover(const google::protobuf::Message& request);

// One of the agreement's parties, as it is stored and as it shall be.
absl::Status OrganizerOfNewAgreement(const Question& question);
absl::Status OrganizerOfChangedAgreement(const Question& question);
absl::Status OrganizerOfDeletedAgreement(const Question& question);

absl::Status IsParty(const Question& question, const std::string& agreement);
// The party that answers or, without one, one of the agreement's.
template <class Request>
absl::Status OrganizerOfParty(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  const auto& request = RequestOf<Request>(question);
  if (request.party().empty()) return IsParty(question, request.name());
  return Allow(question.rights.MayOrganize(request.party()), kOrganizer, request.party());
}

}  // namespace taqvim::access
