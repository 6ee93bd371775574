#include "server/access/scope_resources.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/access/mask.h"

namespace taqvim::access {
namespace {

using storage::Kind;

// As for what exists and belongs to others.
absl::Status NotOnes(const std::string& name) {
  return Denied(kOrganizer, "the organization that " + name + " belongs to");
}

absl::Status OrganizesStored(const Question& question, const std::string& participant) {
  ASSIGN_OR_RETURN(auto stored,
                   FindMessage<v1::Participant>(question.store, Kind::kParticipant, participant));
  const bool ones = stored != nullptr && question.rights.MayOrganize(stored->organization());
  return ones ? absl::OkStatus() : NotOnes(participant);
}

template <class Names>
bool OrganizesOneOf(const Question& question, const Names& organizations) {
  return std::any_of(organizations.begin(), organizations.end(),
                     [&](const std::string& name) { return question.rights.MayOrganize(name); });
}

absl::Status ManagesVenuesOf(const Question& question, const std::string& organization) {
  return Allow(question.rights.MayManageVenuesOf(organization), kVenueManager,
               organization.empty() ? "venues that belong to no organization"
                                    : "the venues of " + organization);
}

}  // namespace

absl::Status ManagesVenue(const Question& question, const std::string& name) {
  const std::string_view venue = VenueOf(name);
  return Allow(question.rights.MayManage(venue), kVenueManager, venue);
}

absl::Status IsParty(const Question& question, const std::string& agreement) {
  ASSIGN_OR_RETURN(auto stored,
                   FindMessage<v1::Agreement>(question.store, Kind::kAgreement, agreement));
  const bool party = stored != nullptr && OrganizesOneOf(question, stored->parties());
  return Allow(party, kOrganizer, "a party of " + agreement);
}

absl::Status ManagerOfNewVenue(const Question& question) {
  const auto& venue = RequestOf<v1::CreateVenueRequest>(question).venue();
  return ManagesVenuesOf(question, venue.organization());
}

absl::Status ManagerOfChangedVenue(const Question& question) {
  if (question.rights.ManagesAll()) return absl::OkStatus();
  const auto& request = RequestOf<v1::UpdateVenueRequest>(question);
  const v1::Venue& venue = request.venue();
  RETURN_IF_ERROR(ManagesVenue(question, venue.name()));
  const bool given = !venue.organization().empty();
  if (!Changes(request.update_mask(), "organization", given)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto stored, FindMessage<v1::Venue>(question.store, Kind::kVenue, venue.name()));
  if (stored != nullptr && stored->organization() == venue.organization()) {
    return absl::OkStatus();
  }
  return ManagesVenuesOf(question, venue.organization());
}

absl::Status OrganizerOfChangedOrganization(const Question& question) {
  const auto& request = RequestOf<v1::UpdateOrganizationRequest>(question);
  const v1::Organization& organization = request.organization();
  RETURN_IF_ERROR(MayOrganize(question, organization.name(), ""));
  // Which only an admin may delete, only an admin archives.
  if (!Changes(request.update_mask(), "archived", organization.archived())) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto stored, FindMessage<v1::Organization>(question.store, Kind::kOrganization,
                                                              organization.name()));
  const bool same = stored != nullptr && stored->archived() == organization.archived();
  return Allow(same || question.rights.IsAdmin(), "admin", "archiving " + organization.name());
}

absl::Status OrganizerOfNewParticipant(const Question& question) {
  const auto& request = RequestOf<v1::CreateParticipantRequest>(question);
  return MayOrganize(question, request.participant().organization(), "a participant");
}

absl::Status OrganizerOfChangedParticipant(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  const auto& request = RequestOf<v1::UpdateParticipantRequest>(question);
  const v1::Participant& participant = request.participant();
  RETURN_IF_ERROR(OrganizesStored(question, participant.name()));
  const bool given = !participant.organization().empty();
  if (!Changes(request.update_mask(), "organization", given)) return absl::OkStatus();
  return MayOrganize(question, participant.organization(), "a participant");
}

bool MakesApprover(const google::protobuf::Message& request) {
  const auto& create = static_cast<const v1::CreateParticipantRequest&>(request);
  return create.participant().booking_policy() == v1::BOOKING_POLICY_APPROVAL;
}

bool ChangesApprover(const google::protobuf::Message& request) {
  const auto& update = static_cast<const v1::UpdateParticipantRequest&>(request);
  const v1::Participant& participant = update.participant();
  const bool policy = participant.booking_policy() != v1::BOOKING_POLICY_UNSPECIFIED;
  return Changes(update.update_mask(), "booking_policy", policy) ||
         Changes(update.update_mask(), "organization", !participant.organization().empty());
}

absl::Status OrganizerOfDeletedParticipant(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  return OrganizesStored(question, RequestOf<v1::DeleteParticipantRequest>(question).name());
}

absl::Status OrganizerOfNewAgreement(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  const auto& request = RequestOf<v1::CreateAgreementRequest>(question);
  return Allow(OrganizesOneOf(question, request.agreement().parties()), kOrganizer,
               "one of the parties");
}

absl::Status OrganizerOfChangedAgreement(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  const auto& request = RequestOf<v1::UpdateAgreementRequest>(question);
  const v1::Agreement& agreement = request.agreement();
  RETURN_IF_ERROR(IsParty(question, agreement.name()));
  if (!Changes(request.update_mask(), "parties", !agreement.parties().empty())) {
    return absl::OkStatus();
  }
  return Allow(OrganizesOneOf(question, agreement.parties()), kOrganizer,
               "one of the parties that there shall be");
}

absl::Status OrganizerOfDeletedAgreement(const Question& question) {
  if (question.rights.OrganizesAll()) return absl::OkStatus();
  return IsParty(question, RequestOf<v1::DeleteAgreementRequest>(question).name());
}

}  // namespace taqvim::access
