#include "server/access/methods.h"

#include <string>

#include "server/access/scope_events.h"
#include "server/access/scope_resources.h"
#include "taqvim/v1/approval_requests.pb.h"

namespace taqvim::access {
namespace {

constexpr v1::Role kNobody = v1::ROLE_UNSPECIFIED;
constexpr v1::Role kPublic = v1::ROLE_PUBLIC;
constexpr v1::Role kViews = v1::ROLE_VIEWER;
constexpr v1::Role kOrganizes = v1::ROLE_ORGANIZER;
constexpr v1::Role kManages = v1::ROLE_VENUE_MANAGER;
constexpr v1::Role kAdmin = v1::ROLE_ADMIN;

bool Always(const google::protobuf::Message&) { return true; }

// What it is, which role or roles it takes, what they must count for, when it changes
// rights, and with which tokens it is called. Docs: docs/decisions/0013-who-may-do-what.md.
constexpr MethodAccess kTable[] = {
    {"taqvim.v1.AccessService.GetGrant", kAdmin},
    {"taqvim.v1.AccessService.ListGrants", kAdmin},
    {"taqvim.v1.AccessService.CreateGrant", kAdmin, kNobody, nullptr, Always},
    {"taqvim.v1.AccessService.DeleteGrant", kAdmin, kNobody, nullptr, Always},
    // Others than admins list and revoke their own; the operations see to that.
    {"taqvim.v1.AccessService.ListAccessTokens"},
    {"taqvim.v1.AccessService.CreateAccessToken", kAdmin, kNobody, nullptr, Always},
    {"taqvim.v1.AccessService.CreateFeedKey", kViews, kNobody, nullptr, Always, kUsualKinds, true},
    {"taqvim.v1.AccessService.CreateInvitation", kAdmin, kNobody, nullptr, Always},
    {"taqvim.v1.AccessService.CreateSession", kNobody, kNobody, nullptr, Always, kOpenSessions,
     true},
    {"taqvim.v1.AccessService.RevokeAccessToken", kNobody, kNobody, nullptr, Always, kUsualKinds,
     true},
    {"taqvim.v1.AccessService.GetCaller", kNobody, kNobody, nullptr, nullptr, kFeedKeysToo},

    {"taqvim.v1.ChangeService.WatchChanges", kPublic},
    {"taqvim.v1.ChangeService.ListChanges", kPublic},

    {"taqvim.v1.DirectoryService.GetOrganization", kPublic},
    {"taqvim.v1.DirectoryService.ListOrganizations", kPublic},
    {"taqvim.v1.DirectoryService.CreateOrganization", kAdmin},
    {"taqvim.v1.DirectoryService.UpdateOrganization", kOrganizes, kNobody,
     OrganizerOfChangedOrganization},
    {"taqvim.v1.DirectoryService.DeleteOrganization", kAdmin},
    {"taqvim.v1.DirectoryService.GetParticipant", kViews},
    {"taqvim.v1.DirectoryService.ListParticipants", kViews},
    {"taqvim.v1.DirectoryService.CreateParticipant", kOrganizes, kNobody, OrganizerOfNewParticipant,
     MakesApprover},
    {"taqvim.v1.DirectoryService.UpdateParticipant", kOrganizes, kNobody,
     OrganizerOfChangedParticipant, ChangesApprover},
    {"taqvim.v1.DirectoryService.DeleteParticipant", kOrganizes, kNobody,
     OrganizerOfDeletedParticipant, Always},
    {"taqvim.v1.DirectoryService.GetAgreement", kViews},
    {"taqvim.v1.DirectoryService.ListAgreements", kViews},
    {"taqvim.v1.DirectoryService.CreateAgreement", kOrganizes, kNobody, OrganizerOfNewAgreement},
    {"taqvim.v1.DirectoryService.UpdateAgreement", kOrganizes, kNobody,
     OrganizerOfChangedAgreement},
    {"taqvim.v1.DirectoryService.DeleteAgreement", kOrganizes, kNobody,
     OrganizerOfDeletedAgreement},
    {"taqvim.v1.DirectoryService.AcceptAgreement", kOrganizes, kNobody,
     OrganizerOfParty<v1::AcceptAgreementRequest>},
    {"taqvim.v1.DirectoryService.DeclineAgreement", kOrganizes, kNobody,
     OrganizerOfParty<v1::DeclineAgreementRequest>},

    {"taqvim.v1.EventService.GetEvent", kPublic},
    {"taqvim.v1.EventService.BatchGetEvents", kPublic},
    {"taqvim.v1.EventService.ListEvents", kPublic, kNobody, nullptr, nullptr, kFeedKeysToo},
    {"taqvim.v1.EventService.ListOccurrences", kPublic, kNobody, nullptr, nullptr, kFeedKeysToo},
    {"taqvim.v1.EventService.ListEventRevisions", kViews},
    {"taqvim.v1.EventService.CreateEvent", kOrganizes, kNobody,
     OrganizerOfEvents<v1::CreateEventRequest>},
    {"taqvim.v1.EventService.UpdateEvent", kOrganizes, kNobody,
     OrganizerOfEvents<v1::UpdateEventRequest>},
    {"taqvim.v1.EventService.DeleteEvent", kOrganizes, kNobody,
     OrganizerOfEvents<v1::DeleteEventRequest>},
    {"taqvim.v1.EventService.ConfirmEvent", kOrganizes, kNobody,
     OrganizerOfEvents<v1::ConfirmEventRequest>},
    {"taqvim.v1.EventService.CancelEvent", kOrganizes, kNobody,
     OrganizerOfEvents<v1::CancelEventRequest>},
    {"taqvim.v1.EventService.PublishEvents", kOrganizes, kNobody,
     OrganizerOfEvents<v1::PublishEventsRequest>},
    {"taqvim.v1.EventService.UnpublishEvents", kOrganizes, kNobody,
     OrganizerOfEvents<v1::UnpublishEventsRequest>},
    {"taqvim.v1.EventService.PrioritizeHold", kManages, kOrganizes, OrdersHolds},
    {"taqvim.v1.EventService.ApproveBooking", kManages, kOrganizes,
     DecidesOnBookings<v1::ApproveBookingRequest>},
    {"taqvim.v1.EventService.RefuseBooking", kManages, kOrganizes,
     DecidesOnBookings<v1::RefuseBookingRequest>},
    {"taqvim.v1.EventService.ListPendingBookings", kOrganizes, kManages},
    {"taqvim.v1.EventService.BatchWriteEvents", kOrganizes, kNobody,
     OrganizerOfEvents<v1::BatchWriteEventsRequest>},
    {"taqvim.v1.EventService.CheckEvents", kOrganizes, kManages, SeesWhatIsChecked},

    {"taqvim.v1.ScheduleService.QueryOccupancy", kViews},
    {"taqvim.v1.ScheduleService.ListConflicts", kOrganizes, kManages},
    {"taqvim.v1.ScheduleService.RederiveTimes", kAdmin},
    {"taqvim.v1.ScheduleService.FindSlots", kOrganizes, kManages},

    {"taqvim.v1.VenueService.GetVenue", kPublic},
    {"taqvim.v1.VenueService.ListVenues", kPublic},
    {"taqvim.v1.VenueService.CreateVenue", kManages, kNobody, ManagerOfNewVenue, Always},
    {"taqvim.v1.VenueService.UpdateVenue", kManages, kNobody, ManagerOfChangedVenue, Always},
    {"taqvim.v1.VenueService.DeleteVenue", kManages, kNobody,
     ManagerOfVenue<v1::DeleteVenueRequest>, Always},
    {"taqvim.v1.VenueService.GetSpace", kPublic},
    {"taqvim.v1.VenueService.ListSpaces", kPublic},
    {"taqvim.v1.VenueService.CreateSpace", kManages, kNobody,
     ManagerOfVenue<v1::CreateSpaceRequest>},
    {"taqvim.v1.VenueService.UpdateSpace", kManages, kNobody,
     ManagerOfVenue<v1::UpdateSpaceRequest>},
    {"taqvim.v1.VenueService.DeleteSpace", kManages, kNobody,
     ManagerOfVenue<v1::DeleteSpaceRequest>},
    {"taqvim.v1.VenueService.GetClosure", kPublic},
    {"taqvim.v1.VenueService.ListClosures", kPublic},
    {"taqvim.v1.VenueService.CreateClosure", kManages, kNobody,
     ManagerOfVenue<v1::CreateClosureRequest>},
    {"taqvim.v1.VenueService.UpdateClosure", kManages, kNobody,
     ManagerOfVenue<v1::UpdateClosureRequest>},
    {"taqvim.v1.VenueService.DeleteClosure", kManages, kNobody,
     ManagerOfVenue<v1::DeleteClosureRequest>},
};

std::string_view NameOf(v1::Role role) {
  switch (role) {
    case v1::ROLE_PUBLIC:
      return "public";
    case v1::ROLE_VIEWER:
      return "viewer";
    case v1::ROLE_ORGANIZER:
      return kOrganizer;
    case v1::ROLE_VENUE_MANAGER:
      return kVenueManager;
    default:
      return "admin";
  }
}

// What people call the method.
std::string_view WordOf(const MethodAccess& access) {
  return access.method.substr(access.method.rfind('.') + 1);
}

}  // namespace

std::span<const MethodAccess> MethodTable() { return kTable; }

const MethodAccess* FindMethodAccess(std::string_view method) {
  for (const MethodAccess& row : kTable) {
    if (row.method == method) return &row;
  }
  return nullptr;
}

absl::Status CheckKind(const MethodAccess& access, v1::AccessTokenKind kind) {
  return access.kinds.Has(kind) ? absl::OkStatus() : NotForKind(kind, WordOf(access));
}

absl::Status OnlyReads(const MethodAccess& access) {
  std::string text(WordOf(access));
  text.append(" writes, and the token only reads; call with one that is not `read_only`.");
  return absl::PermissionDeniedError(text);
}

absl::Status CheckRole(const MethodAccess& access, const Rights& rights) {
  if (access.role == kNobody || rights.Holds(access.role)) return absl::OkStatus();
  if (access.or_role != kNobody && rights.Holds(access.or_role)) return absl::OkStatus();
  std::string text(WordOf(access));
  text.append(" takes the role ").append(NameOf(access.role));
  if (access.or_role != kNobody) text.append(" or ").append(NameOf(access.or_role));
  text.append(", which the caller has nowhere; ask whoever grants roles on this server.");
  return absl::PermissionDeniedError(text);
}

}  // namespace taqvim::access
