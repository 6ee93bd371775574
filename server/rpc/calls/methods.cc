#include "server/rpc/calls/methods.h"

#include <iterator>

#include "server/rpc/calls/weight.h"

namespace taqvim::rpc {
namespace {

std::vector<Method> OfAccess() {
  return {
      Read("taqvim.v1.AccessService.GetGrant", schedule::GetGrant),
      Read("taqvim.v1.AccessService.ListGrants", schedule::ListGrants),
      Write("taqvim.v1.AccessService.CreateGrant", schedule::CreateGrant),
      Write("taqvim.v1.AccessService.DeleteGrant", schedule::DeleteGrant),
      Read("taqvim.v1.AccessService.ListAccessTokens", schedule::ListAccessTokens),
      Write("taqvim.v1.AccessService.CreateAccessToken", schedule::CreateAccessToken),
      Write("taqvim.v1.AccessService.CreateFeedKey", schedule::CreateFeedKey),
      Write("taqvim.v1.AccessService.CreateInvitation", schedule::CreateInvitation),
      Write("taqvim.v1.AccessService.CreateSession", schedule::CreateSession),
      Write("taqvim.v1.AccessService.RevokeAccessToken", schedule::RevokeAccessToken),
      Read("taqvim.v1.AccessService.GetCaller", schedule::GetCaller),
  };
}

std::vector<Method> OfChanges() {
  return {
      ListsChanges("taqvim.v1.ChangeService.ListChanges"),
      WatchesChanges("taqvim.v1.ChangeService.WatchChanges"),
  };
}

std::vector<Method> OfDirectory() {
  return {
      Read("taqvim.v1.DirectoryService.GetOrganization", schedule::GetOrganization),
      Read("taqvim.v1.DirectoryService.ListOrganizations", schedule::ListOrganizations),
      Write("taqvim.v1.DirectoryService.CreateOrganization", schedule::CreateOrganization),
      Write("taqvim.v1.DirectoryService.UpdateOrganization", schedule::UpdateOrganization),
      Write("taqvim.v1.DirectoryService.DeleteOrganization", schedule::DeleteOrganization),
      Read("taqvim.v1.DirectoryService.GetParticipant", schedule::GetParticipant),
      Read("taqvim.v1.DirectoryService.ListParticipants", schedule::ListParticipants),
      Write("taqvim.v1.DirectoryService.CreateParticipant", schedule::CreateParticipant),
      Write("taqvim.v1.DirectoryService.UpdateParticipant", schedule::UpdateParticipant),
      Write("taqvim.v1.DirectoryService.DeleteParticipant", schedule::DeleteParticipant),
      Read("taqvim.v1.DirectoryService.GetAgreement", schedule::GetAgreement),
      Read("taqvim.v1.DirectoryService.ListAgreements", schedule::ListAgreements),
      Write("taqvim.v1.DirectoryService.CreateAgreement", schedule::CreateAgreement),
      Write("taqvim.v1.DirectoryService.UpdateAgreement", schedule::UpdateAgreement),
      Write("taqvim.v1.DirectoryService.DeleteAgreement", schedule::DeleteAgreement),
      Write("taqvim.v1.DirectoryService.AcceptAgreement", schedule::AcceptAgreement),
      Write("taqvim.v1.DirectoryService.DeclineAgreement", schedule::DeclineAgreement),
  };
}

std::vector<Method> OfEvents() {
  return {
      Read("taqvim.v1.EventService.GetEvent", schedule::GetEvent),
      Read("taqvim.v1.EventService.BatchGetEvents", schedule::BatchGetEvents),
      Read("taqvim.v1.EventService.ListEvents", schedule::ListEvents),
      Read("taqvim.v1.EventService.ListOccurrences", schedule::ListOccurrences),
      Read("taqvim.v1.EventService.ListEventRevisions", schedule::ListEventRevisions),
      Write("taqvim.v1.EventService.CreateEvent", schedule::CreateEvent),
      Write("taqvim.v1.EventService.UpdateEvent", schedule::UpdateEvent),
      Write("taqvim.v1.EventService.DeleteEvent", schedule::DeleteEvent),
      Write("taqvim.v1.EventService.ConfirmEvent", schedule::ConfirmEvent),
      Write("taqvim.v1.EventService.CancelEvent", schedule::CancelEvent, TakesManyAlong),
      Write("taqvim.v1.EventService.PublishEvents", schedule::PublishEvents, TakesManyAlong),
      Write("taqvim.v1.EventService.UnpublishEvents", schedule::UnpublishEvents, TakesManyAlong),
      Write("taqvim.v1.EventService.PrioritizeHold", schedule::PrioritizeHold),
      Write("taqvim.v1.EventService.ApproveBooking", schedule::ApproveBooking),
      Write("taqvim.v1.EventService.RefuseBooking", schedule::RefuseBooking),
      Read("taqvim.v1.EventService.ListPendingBookings", schedule::ListPendingBookings),
      Write("taqvim.v1.EventService.BatchWriteEvents", schedule::BatchWriteEvents, TakesManyAlong),
      DryRun("taqvim.v1.EventService.CheckEvents", schedule::CheckEvents),
  };
}

std::vector<Method> OfTheSchedule() {
  return {
      Read("taqvim.v1.ScheduleService.QueryOccupancy", schedule::QueryOccupancy),
      Read("taqvim.v1.ScheduleService.ListConflicts", schedule::ListConflicts),
      WriteWithNewZones("taqvim.v1.ScheduleService.RederiveTimes", schedule::RederiveTimes,
                        TakesManyAlong),
      Read("taqvim.v1.ScheduleService.FindSlots", schedule::FindSlots),
  };
}

std::vector<Method> OfVenues() {
  return {
      Read("taqvim.v1.VenueService.GetVenue", schedule::GetVenue),
      Read("taqvim.v1.VenueService.ListVenues", schedule::ListVenues),
      Write("taqvim.v1.VenueService.CreateVenue", schedule::CreateVenue),
      Write("taqvim.v1.VenueService.UpdateVenue", schedule::UpdateVenue),
      Write("taqvim.v1.VenueService.DeleteVenue", schedule::DeleteVenue),
      Read("taqvim.v1.VenueService.GetSpace", schedule::GetSpace),
      Read("taqvim.v1.VenueService.ListSpaces", schedule::ListSpaces),
      Write("taqvim.v1.VenueService.CreateSpace", schedule::CreateSpace),
      Write("taqvim.v1.VenueService.UpdateSpace", schedule::UpdateSpace),
      Write("taqvim.v1.VenueService.DeleteSpace", schedule::DeleteSpace),
      Read("taqvim.v1.VenueService.GetClosure", schedule::GetClosure),
      Read("taqvim.v1.VenueService.ListClosures", schedule::ListClosures),
      Write("taqvim.v1.VenueService.CreateClosure", schedule::CreateClosure),
      Write("taqvim.v1.VenueService.UpdateClosure", schedule::UpdateClosure),
      Write("taqvim.v1.VenueService.DeleteClosure", schedule::DeleteClosure),
  };
}

}  // namespace

std::vector<Method> ContractMethods() {
  std::vector<Method> all;
  for (auto of_service : {OfAccess, OfChanges, OfDirectory, OfEvents, OfTheSchedule, OfVenues}) {
    std::vector<Method> methods = of_service();
    all.insert(all.end(), std::make_move_iterator(methods.begin()),
               std::make_move_iterator(methods.end()));
  }
  return all;
}

}  // namespace taqvim::rpc
