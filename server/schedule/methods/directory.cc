// Organizations and participants: a part of server/schedule/api.h.
#include <algorithm>

#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/approver.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/shown_names.h"
#include "server/schedule/upkeep/withdraw_approvals.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

// Whether the event of the organization is tentative or confirmed, and has a day from that
// one on.
absl::StatusOr<bool> IsAhead(storage::Snapshot& snapshot, storage::ResourceId id,
                             const storage::Resource& organization, absl::CivilDay day) {
  ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
  if (!resource) return false;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  if (!IsLive(*event) || event->owner() != organization.name) return false;
  const storage::DayRange ahead = ToDayRange({day, absl::CivilDay::max()});
  const auto days = FacetsOf(*event).days;
  return std::any_of(days.begin(), days.end(),
                     [&](const storage::DayRange& range) { return range.Overlaps(ahead); });
}

// Some events of the organization that are tentative or confirmed, and not over; none when
// there are none.
absl::StatusOr<std::vector<storage::ResourceId>> LiveEventsOf(
    storage::Snapshot& snapshot, const storage::Resource& organization) {
  // Wherever it is, its day is not further from that in UTC.
  const absl::CivilDay today = absl::ToCivilDay(snapshot.now(), absl::UTCTimeZone()) - 1;
  storage::SearchQuery query;
  query.criteria.push_back({.links = {{LinkRole::kOwner, organization.id}}});
  query.criteria.push_back(
      {.tags = TagOf(v1::EVENT_STATE_TENTATIVE) | TagOf(v1::EVENT_STATE_CONFIRMED)});
  query.days = ToDayRange({today, absl::CivilDay::max()});
  std::vector<storage::ResourceId> live;
  while (live.empty()) {
    ASSIGN_OR_RETURN(const auto page, snapshot.Search(query));
    for (const storage::ResourceId id : page.ids) {
      ASSIGN_OR_RETURN(const bool ahead, IsAhead(snapshot, id, organization, today));
      if (ahead) live.push_back(id);
    }
    if (page.complete) break;
    query.after = page.reached;
  }
  return live;
}

struct Organizations : standard::NoHooks<v1::Organization> {
  static constexpr Kind kKind = Kind::kOrganization;
  static constexpr char kField[] = "organization";
  static const auto& Of(const auto& request) { return request.organization(); }
  static const auto& IdOf(const auto& request) { return request.organization_id(); }
  static auto* In(auto& response) { return response.mutable_organization(); }
  static auto* ListIn(auto& response) { return response.mutable_organizations(); }
  static std::vector<Reference> References(const Message& message) { return ReferencesOf(message); }
  static absl::Status CheckUnneeded(storage::Snapshot& snapshot, const access::Rights& rights,
                                    const storage::Resource& organization) {
    ASSIGN_OR_RETURN(auto events, LiveEventsOf(snapshot, organization));
    if (events.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto names, NamesShown(snapshot, rights, events));
    return ResourceInUse(organization.name,
                         "owns events that are not over; cancel them, or give them another owner "
                         "first",
                         names);
  }
};

struct Participants : standard::NoHooks<v1::Participant> {
  static constexpr Kind kKind = Kind::kParticipant;
  static constexpr char kField[] = "participant";
  static const auto& Of(const auto& request) { return request.participant(); }
  static const auto& IdOf(const auto& request) { return request.participant_id(); }
  static auto* In(auto& response) { return response.mutable_participant(); }
  static auto* ListIn(auto& response) { return response.mutable_participants(); }
  static std::vector<Reference> References(const Message& participant) {
    return ReferencesOf(participant);
  }
  static absl::Status CheckUnneeded(storage::Snapshot& snapshot, const access::Rights& rights,
                                    const storage::Resource& participant) {
    ASSIGN_OR_RETURN(auto events, UnfinishedEventsOn(snapshot, {participant.id}));
    if (events.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto names, NamesShown(snapshot, rights, events));
    return ResourceInUse(participant.name,
                         "is booked by events that are not over; move or cancel the events first",
                         names);
  }
};

// The participant as it is stored; an empty one when there is none of that name.
absl::StatusOr<v1::Participant> Stored(storage::Snapshot& snapshot, const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(Kind::kParticipant, name));
  if (!resource) return v1::Participant();
  return Read<v1::Participant>(*resource);
}

// What follows for its bookings that wait for an approval: it may be open by now, or belong to
// an organization whose events need none.
absl::Status Follow(storage::Transaction& transaction, const v1::Participant& before,
                    const v1::Participant& after) {
  const bool same = before.booking_policy() == after.booking_policy() &&
                    before.organization() == after.organization();
  if (same || before.booking_policy() != v1::BOOKING_POLICY_APPROVAL) return absl::OkStatus();
  return WithdrawApprovalsSoon(transaction, Approver(std::make_shared<v1::Participant>(after)));
}

}  // namespace

absl::StatusOr<v1::GetOrganizationResponse> GetOrganization(
    storage::Snapshot& snapshot, const Caller& caller, const v1::GetOrganizationRequest& request) {
  return standard::Get<Organizations, v1::GetOrganizationResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListOrganizationsResponse> ListOrganizations(
    storage::Snapshot& snapshot, const Caller& caller,
    const v1::ListOrganizationsRequest& request) {
  return standard::List<Organizations, v1::ListOrganizationsResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateOrganizationResponse> CreateOrganization(
    storage::Transaction& transaction, const Caller&,
    const v1::CreateOrganizationRequest& request) {
  return standard::Create<Organizations, v1::CreateOrganizationResponse>(transaction, request);
}

absl::StatusOr<v1::UpdateOrganizationResponse> UpdateOrganization(
    storage::Transaction& transaction, const Caller& caller,
    const v1::UpdateOrganizationRequest& request) {
  return standard::Update<Organizations, v1::UpdateOrganizationResponse>(transaction, caller,
                                                                         request);
}

absl::StatusOr<v1::DeleteOrganizationResponse> DeleteOrganization(
    storage::Transaction& transaction, const Caller& caller,
    const v1::DeleteOrganizationRequest& request) {
  return standard::Delete<Organizations, v1::DeleteOrganizationResponse>(transaction, caller,
                                                                         request);
}

absl::StatusOr<v1::GetParticipantResponse> GetParticipant(
    storage::Snapshot& snapshot, const Caller& caller, const v1::GetParticipantRequest& request) {
  return standard::Get<Participants, v1::GetParticipantResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListParticipantsResponse> ListParticipants(
    storage::Snapshot& snapshot, const Caller& caller, const v1::ListParticipantsRequest& request) {
  return standard::List<Participants, v1::ListParticipantsResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateParticipantResponse> CreateParticipant(
    storage::Transaction& transaction, const Caller&, const v1::CreateParticipantRequest& request) {
  return standard::Create<Participants, v1::CreateParticipantResponse>(transaction, request);
}

absl::StatusOr<v1::UpdateParticipantResponse> UpdateParticipant(
    storage::Transaction& transaction, const Caller& caller,
    const v1::UpdateParticipantRequest& request) {
  ASSIGN_OR_RETURN(auto before, Stored(transaction, request.participant().name()));
  auto response =
      standard::Update<Participants, v1::UpdateParticipantResponse>(transaction, caller, request);
  if (!response.ok()) return response;
  RETURN_IF_ERROR(Follow(transaction, before, response->participant()));
  return response;
}

absl::StatusOr<v1::DeleteParticipantResponse> DeleteParticipant(
    storage::Transaction& transaction, const Caller& caller,
    const v1::DeleteParticipantRequest& request) {
  return standard::Delete<Participants, v1::DeleteParticipantResponse>(transaction, caller,
                                                                       request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Organization& organization) {
  return standard::PutAssumed<Organizations>(transaction, path, organization);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Participant& participant) {
  return standard::PutAssumed<Participants>(transaction, path, participant);
}

}  // namespace taqvim::schedule
