// The operations of the schedule, one function a method of the contract.
//
// Each comes as two functions. `Validate` (requests.h) looks at the request alone and
// reports every malformed field; it is run before a write is queued. The
// operation itself runs in the store's transaction, may be run again, and
// returns the whole response but for its revision token, which the caller
// fills in after the commit. A read runs on a snapshot, and also leaves the
// token to its caller.
//
// Errors are canonical codes whose details are packed into the status with
// base/errors.h.
#pragma once

#include "absl/status/statusor.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/stored/caller.h"
#include "storage/transaction.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_service.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::schedule {

// Declares a write method.
#define TAQVIM_WRITE(Method)                   \
  absl::StatusOr<v1::Method##Response> Method( \
      storage::Transaction& transaction, const Caller& caller, const v1::Method##Request& request)

// Declares a read method.
#define TAQVIM_READ(Method)                                                                      \
  absl::StatusOr<v1::Method##Response> Method(storage::Snapshot& snapshot, const Caller& caller, \
                                              const v1::Method##Request& request)

// Events: schedule/methods/listing.cc, schedule/methods/occurrence_listing.cc,
// schedule/methods/events.cc
TAQVIM_READ(GetEvent);
TAQVIM_READ(BatchGetEvents);
TAQVIM_READ(ListEvents);
TAQVIM_READ(ListOccurrences);
// In schedule/methods/event_history.cc.
TAQVIM_READ(ListEventRevisions);
TAQVIM_WRITE(CreateEvent);
TAQVIM_WRITE(UpdateEvent);
TAQVIM_WRITE(DeleteEvent);
TAQVIM_WRITE(ConfirmEvent);
TAQVIM_WRITE(CancelEvent);
TAQVIM_WRITE(PublishEvents);
TAQVIM_WRITE(UnpublishEvents);
TAQVIM_WRITE(PrioritizeHold);
TAQVIM_WRITE(ApproveBooking);
TAQVIM_WRITE(RefuseBooking);
// In schedule/methods/pending_bookings.cc.
TAQVIM_READ(ListPendingBookings);
TAQVIM_WRITE(BatchWriteEvents);
// Runs as a dry run: it applies the assumptions and the writes to be judged.
TAQVIM_WRITE(CheckEvents);

// Venues, spaces and closures: schedule/methods/venues.cc, schedule/methods/spaces.cc,
// schedule/methods/closures.cc
TAQVIM_READ(GetVenue);
TAQVIM_READ(ListVenues);
TAQVIM_WRITE(CreateVenue);
TAQVIM_WRITE(UpdateVenue);
TAQVIM_WRITE(DeleteVenue);
TAQVIM_READ(GetSpace);
TAQVIM_READ(ListSpaces);
TAQVIM_WRITE(CreateSpace);
TAQVIM_WRITE(UpdateSpace);
TAQVIM_WRITE(DeleteSpace);
TAQVIM_READ(GetClosure);
TAQVIM_READ(ListClosures);
TAQVIM_WRITE(CreateClosure);
TAQVIM_WRITE(UpdateClosure);
TAQVIM_WRITE(DeleteClosure);

// Organizations, participants and agreements: schedule/methods/directory.cc
TAQVIM_READ(GetOrganization);
TAQVIM_READ(ListOrganizations);
TAQVIM_WRITE(CreateOrganization);
TAQVIM_WRITE(UpdateOrganization);
TAQVIM_WRITE(DeleteOrganization);
TAQVIM_READ(GetParticipant);
TAQVIM_READ(ListParticipants);
TAQVIM_WRITE(CreateParticipant);
TAQVIM_WRITE(UpdateParticipant);
TAQVIM_WRITE(DeleteParticipant);
TAQVIM_READ(GetAgreement);
TAQVIM_READ(ListAgreements);
TAQVIM_WRITE(CreateAgreement);
TAQVIM_WRITE(UpdateAgreement);
TAQVIM_WRITE(DeleteAgreement);
TAQVIM_WRITE(AcceptAgreement);
TAQVIM_WRITE(DeclineAgreement);

// Grants and tokens: schedule/methods/grants.cc, schedule/methods/access_tokens.cc,
// schedule/methods/feed_keys.cc, schedule/methods/sessions.cc
TAQVIM_READ(GetGrant);
TAQVIM_READ(ListGrants);
TAQVIM_WRITE(CreateGrant);
TAQVIM_WRITE(DeleteGrant);
TAQVIM_READ(ListAccessTokens);
// The answers hold the secret; so their requests must not have an id, under which it
// would be stored.
TAQVIM_WRITE(CreateAccessToken);
TAQVIM_WRITE(CreateFeedKey);
TAQVIM_WRITE(CreateInvitation);
TAQVIM_WRITE(CreateSession);
TAQVIM_WRITE(RevokeAccessToken);
TAQVIM_READ(GetCaller);

// Occupancy: schedule/methods/occupancy.cc
TAQVIM_READ(QueryOccupancy);

// What stands in conflict: schedule/methods/list_conflicts.cc
TAQVIM_READ(ListConflicts);

// Times that move: schedule/upkeep/rederive.cc. It is to be given the rules of zones that
// are installed when it is called (time/zone_rules.h).
TAQVIM_WRITE(RederiveTimes);

// Slots: schedule/methods/slots.cc
TAQVIM_READ(FindSlots);

#undef TAQVIM_WRITE
#undef TAQVIM_READ

}  // namespace taqvim::schedule
