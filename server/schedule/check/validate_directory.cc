// The requests about organizations, participants and agreements: a part of requests.h.
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

template <class Request>
void CheckAnswer(const Request& request, FieldErrors& errors) {
  CheckName(Kind::kAgreement, "name", request.name(), true, errors);
  CheckEtag(request.etag(), errors);
  CheckName(Kind::kOrganization, "party", request.party(), false, errors);
  CheckRequestId(request.request_id(), errors);
}

}  // namespace

// Organizations.
absl::Status Validate(const v1::GetOrganizationRequest& request) {
  return ValidateGet(Kind::kOrganization, request);
}
absl::Status Validate(const v1::ListOrganizationsRequest& request) { return ValidateList(request); }
absl::Status Validate(const v1::CreateOrganizationRequest& request) {
  return ValidateCreate(request, "organization", request.organization_id(),
                        request.has_organization(), request.organization());
}
absl::Status Validate(const v1::UpdateOrganizationRequest& request) {
  return ValidateUpdate(Kind::kOrganization, request, "organization", request.has_organization(),
                        request.organization());
}
absl::Status Validate(const v1::DeleteOrganizationRequest& request) {
  return ValidateDelete(Kind::kOrganization, request);
}

// Participants.
absl::Status Validate(const v1::GetParticipantRequest& request) {
  return ValidateGet(Kind::kParticipant, request);
}
absl::Status Validate(const v1::ListParticipantsRequest& request) { return ValidateList(request); }
absl::Status Validate(const v1::CreateParticipantRequest& request) {
  return ValidateCreate(request, "participant", request.participant_id(), request.has_participant(),
                        request.participant());
}
absl::Status Validate(const v1::UpdateParticipantRequest& request) {
  return ValidateUpdate(Kind::kParticipant, request, "participant", request.has_participant(),
                        request.participant());
}
absl::Status Validate(const v1::DeleteParticipantRequest& request) {
  return ValidateDelete(Kind::kParticipant, request);
}

// Agreements.
absl::Status Validate(const v1::GetAgreementRequest& request) {
  return ValidateGet(Kind::kAgreement, request);
}
absl::Status Validate(const v1::ListAgreementsRequest& request) { return ValidateList(request); }
absl::Status Validate(const v1::CreateAgreementRequest& request) {
  return ValidateCreate(request, "agreement", request.agreement_id(), request.has_agreement(),
                        request.agreement());
}
absl::Status Validate(const v1::UpdateAgreementRequest& request) {
  return ValidateUpdate(Kind::kAgreement, request, "agreement", request.has_agreement(),
                        request.agreement());
}
absl::Status Validate(const v1::DeleteAgreementRequest& request) {
  return ValidateDelete(Kind::kAgreement, request);
}
absl::Status Validate(const v1::AcceptAgreementRequest& request) {
  FieldErrors errors;
  CheckAnswer(request, errors);
  return errors.ToStatus();
}
absl::Status Validate(const v1::DeclineAgreementRequest& request) {
  FieldErrors errors;
  CheckAnswer(request, errors);
  CheckTexts("reason", request.reason(), Demand::kOptional, kReasonRule, errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
