// Validators of requests, one for each method.
//
// Each looks at the request alone, and reports every malformed field: INVALID_ARGUMENT
// with what is wrong and what would be right (errors.h). Thread-safe.
#pragma once

#include "absl/status/status.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/approval_requests.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/event_revision.pb.h"
#include "taqvim/v1/hold_requests.pb.h"
#include "taqvim/v1/occupancy.pb.h"
#include "taqvim/v1/occurrence.pb.h"
#include "taqvim/v1/publish_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/slot.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::schedule {

absl::Status Validate(const v1::GetEventRequest& request);
absl::Status Validate(const v1::BatchGetEventsRequest& request);
absl::Status Validate(const v1::ListEventsRequest& request);
absl::Status Validate(const v1::ListOccurrencesRequest& request);
absl::Status Validate(const v1::ListEventRevisionsRequest& request);
absl::Status Validate(const v1::CreateEventRequest& request);
absl::Status Validate(const v1::UpdateEventRequest& request);
absl::Status Validate(const v1::DeleteEventRequest& request);
absl::Status Validate(const v1::ConfirmEventRequest& request);
absl::Status Validate(const v1::CancelEventRequest& request);
absl::Status Validate(const v1::PublishEventsRequest& request);
absl::Status Validate(const v1::UnpublishEventsRequest& request);
absl::Status Validate(const v1::PrioritizeHoldRequest& request);
absl::Status Validate(const v1::ApproveBookingRequest& request);
absl::Status Validate(const v1::RefuseBookingRequest& request);
absl::Status Validate(const v1::ListPendingBookingsRequest& request);
absl::Status Validate(const v1::BatchWriteEventsRequest& request);
absl::Status Validate(const v1::CheckEventsRequest& request);
absl::Status Validate(const v1::GetVenueRequest& request);
absl::Status Validate(const v1::ListVenuesRequest& request);
absl::Status Validate(const v1::CreateVenueRequest& request);
absl::Status Validate(const v1::UpdateVenueRequest& request);
absl::Status Validate(const v1::DeleteVenueRequest& request);
absl::Status Validate(const v1::GetSpaceRequest& request);
absl::Status Validate(const v1::ListSpacesRequest& request);
absl::Status Validate(const v1::CreateSpaceRequest& request);
absl::Status Validate(const v1::UpdateSpaceRequest& request);
absl::Status Validate(const v1::DeleteSpaceRequest& request);
absl::Status Validate(const v1::GetClosureRequest& request);
absl::Status Validate(const v1::ListClosuresRequest& request);
absl::Status Validate(const v1::CreateClosureRequest& request);
absl::Status Validate(const v1::UpdateClosureRequest& request);
absl::Status Validate(const v1::DeleteClosureRequest& request);
absl::Status Validate(const v1::GetOrganizationRequest& request);
absl::Status Validate(const v1::ListOrganizationsRequest& request);
absl::Status Validate(const v1::CreateOrganizationRequest& request);
absl::Status Validate(const v1::UpdateOrganizationRequest& request);
absl::Status Validate(const v1::DeleteOrganizationRequest& request);
absl::Status Validate(const v1::GetParticipantRequest& request);
absl::Status Validate(const v1::ListParticipantsRequest& request);
absl::Status Validate(const v1::CreateParticipantRequest& request);
absl::Status Validate(const v1::UpdateParticipantRequest& request);
absl::Status Validate(const v1::DeleteParticipantRequest& request);
absl::Status Validate(const v1::GetAgreementRequest& request);
absl::Status Validate(const v1::ListAgreementsRequest& request);
absl::Status Validate(const v1::CreateAgreementRequest& request);
absl::Status Validate(const v1::UpdateAgreementRequest& request);
absl::Status Validate(const v1::DeleteAgreementRequest& request);
absl::Status Validate(const v1::AcceptAgreementRequest& request);
absl::Status Validate(const v1::DeclineAgreementRequest& request);
absl::Status Validate(const v1::GetGrantRequest& request);
absl::Status Validate(const v1::ListGrantsRequest& request);
absl::Status Validate(const v1::CreateGrantRequest& request);
absl::Status Validate(const v1::DeleteGrantRequest& request);
absl::Status Validate(const v1::ListAccessTokensRequest& request);
absl::Status Validate(const v1::CreateAccessTokenRequest& request);
absl::Status Validate(const v1::CreateFeedKeyRequest& request);
absl::Status Validate(const v1::CreateInvitationRequest& request);
absl::Status Validate(const v1::CreateSessionRequest& request);
absl::Status Validate(const v1::RevokeAccessTokenRequest& request);
absl::Status Validate(const v1::GetCallerRequest& request);
absl::Status Validate(const v1::QueryOccupancyRequest& request);
absl::Status Validate(const v1::ListConflictsRequest& request);
absl::Status Validate(const v1::RederiveTimesRequest& request);
absl::Status Validate(const v1::FindSlotsRequest& request);

}  // namespace taqvim::schedule
