// The whole model: answers each request as the schedule must, from lists of
// everything, by looking at every pair.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "taqvim/v1/approval_requests.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/hold_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "taqvim/v1/venue_service.pb.h"
#include "tests/property/model/world.h"

namespace taqvim::property {

// What the test may ask for.
using Request =
    std::variant<v1::CreateEventRequest, v1::UpdateEventRequest, v1::DeleteEventRequest,
                 v1::ConfirmEventRequest, v1::CancelEventRequest, v1::BatchWriteEventsRequest,
                 v1::PrioritizeHoldRequest, v1::ApproveBookingRequest, v1::RefuseBookingRequest,
                 v1::CreateClosureRequest, v1::UpdateClosureRequest, v1::DeleteClosureRequest,
                 v1::CreateSpaceRequest, v1::UpdateSpaceRequest, v1::DeleteSpaceRequest,
                 v1::UpdateVenueRequest, v1::UpdateParticipantRequest, v1::RederiveTimesRequest,
                 v1::PublishEventsRequest, v1::UnpublishEventsRequest, v1::CreateAgreementRequest,
                 v1::UpdateAgreementRequest, v1::DeleteAgreementRequest, v1::AcceptAgreementRequest,
                 v1::DeclineAgreementRequest>;

// A write of events as the items of a batch; empty for other requests.
std::vector<v1::EventWrite> WritesOf(const Request& request);

class Model {
 public:
  // The world after the requests that were accepted.
  World& world() { return world_; }
  const World& world() const { return world_; }

  // What time does, before anything else is answered: the names of the events
  // that expire, and of the culture days that answered them.
  std::set<std::string> Lapse();

  // Says what must be answered, and changes the world accordingly.
  Verdict Answer(const Request& request);

 private:
  Verdict Answer(const std::vector<v1::EventWrite>& writes);
  Verdict Answer(const v1::CreateEventRequest& request);
  Verdict Answer(const v1::UpdateEventRequest& request);
  Verdict Answer(const v1::ConfirmEventRequest& request);
  Verdict Answer(const v1::CancelEventRequest& request);
  Verdict Answer(const v1::BatchWriteEventsRequest& request);
  Verdict Answer(const v1::DeleteEventRequest& request);
  Verdict Answer(const v1::PrioritizeHoldRequest& request);
  Verdict Answer(const v1::ApproveBookingRequest& request);
  Verdict Answer(const v1::RefuseBookingRequest& request);
  Verdict Answer(const v1::CreateClosureRequest& request);
  Verdict Answer(const v1::UpdateClosureRequest& request);
  Verdict Answer(const v1::DeleteClosureRequest& request);
  Verdict Answer(const v1::CreateSpaceRequest& request);
  Verdict Answer(const v1::UpdateSpaceRequest& request);
  Verdict Answer(const v1::DeleteSpaceRequest& request);
  Verdict Answer(const v1::UpdateVenueRequest& request);
  Verdict Answer(const v1::UpdateParticipantRequest& request);
  Verdict Answer(const v1::RederiveTimesRequest& request);
  Verdict Answer(const v1::PublishEventsRequest& request);
  Verdict Answer(const v1::UnpublishEventsRequest& request);
  Verdict Answer(const v1::CreateAgreementRequest& request);
  Verdict Answer(const v1::UpdateAgreementRequest& request);
  Verdict Answer(const v1::DeleteAgreementRequest& request);
  Verdict Answer(const v1::AcceptAgreementRequest& request);
  Verdict Answer(const v1::DeclineAgreementRequest& request);

  std::vector<v1::Conflict> UnderProposal(const std::string& agreement) const;
  Verdict PutAgreement(const v1::Agreement& agreement);
  v1::Agreement* FindAgreement(const std::string& name, const std::string& etag, Verdict& verdict);
  template <class Request>
  Verdict Say(const Request& request, const v1::PartyAnswer& what);
  Verdict PutClosure(const v1::Closure& closure);
  Verdict PutSpace(const v1::Space& space);
  // Events and closures of the venue after its spaces changed; undone when
  // refused.
  Verdict Reexpand(const World& before, const std::string& venue);
  // Events and closures of the venue after its time zone changed.
  Verdict CorrectZone(const std::string& venue, const std::string& before);
  void MoveClosures(const std::string& venue, Verdict& verdict);
  std::vector<v1::Conflict> ConflictsOf(const Stored<v1::Closure>& closure) const;
  // What of this kind stands in conflict, in the order of reports.
  std::vector<v1::Conflict> StandingWith(
      const std::function<bool(const v1::StandingConflict&)>& wanted) const;
  bool IsReferredTo(const std::string& space) const;
  bool IsUnused(const std::string& space) const;

  World world_;
};

}  // namespace taqvim::property
