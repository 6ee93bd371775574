// Random requests that are likely to meet what is there: half of them ought to
// be refused.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "taqvim/v1/directory_service.pb.h"
#include "tests/property/generator/scenes.h"
#include "tests/property/model/model.h"

namespace taqvim::property {

// What the test begins with: venues in zones of its scene with spaces in spaces,
// some participants, and organizations that own events.
struct Beginning {
  std::vector<v1::CreateOrganizationRequest> organizations;
  std::vector<v1::CreateVenueRequest> venues;
  std::vector<v1::CreateParticipantRequest> participants;
  std::vector<v1::CreateSpaceRequest> spaces;
};

class Generator {
 public:
  // Looks at the model for what could be written next. The same seed and the
  // same answers give the same requests. Consecutive seeds are of other scenes.
  Generator(uint64_t seed, const World& world)
      : random_(seed), world_(world), scene_(Scenes()[seed % Scenes().size()]) {}

  Beginning Begin();
  // The first moment of the test, and how far the clock goes on before the next
  // request.
  int64_t FirstMoment();
  int64_t Pause() { return 1 + Below(300); }

  Request Next();
  // The place whose rules the zone that moves has from now on, when the request
  // asks for what follows.
  std::string NewRules();

 private:
  int Below(int limit) { return static_cast<int>(random_() % limit); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <class Container>
  const auto& Pick(const Container& container) {
    auto at = container.begin();
    std::advance(at, Below(static_cast<int>(container.size())));
    return *at;
  }
  // A part of a list, in random order.
  std::vector<std::string> Some(std::vector<std::string> names, int most);

  // Names of what could be meant; archived spaces seldom.
  std::string Venue();
  std::vector<std::string> SpacesOf(const std::string& venue, bool archived_too);
  std::string Space(const std::string& venue);
  std::string LiveEvent(v1::EventState state = v1::EVENT_STATE_UNSPECIFIED);
  std::string Programme();
  // One of the organizations that own events, to which some participants belong.
  std::string Owner() { return Chance(75) ? "organizations/owner" : "organizations/guests"; }
  // The zone in which a venue begins; and any of the scene, or the one that moves.
  std::string ZoneOf(const std::string& venue) const;
  std::string Zone();
  // The day on which clocks are set, and a time about then, on whatever day.
  int64_t ChangeDay() const { return DayNumber(scene_.year, scene_.month, scene_.day); }
  int64_t NightStart(int64_t day);
  v1::Period NightPeriod(int64_t day);
  // One of which a later occurrence is when clocks are set.
  v1::Period PeriodBeforeChange();
  // Gives the period the offsets of a time that the clocks show twice, or others.
  void AddOffsets(v1::Period& period);
  std::string Etag(const std::string& etag) { return Chance(2) ? "stale" : etag; }

  int64_t Today() const { return world_.now / kDay; }
  int64_t Day() { return Today() - 3 + Below(16); }
  v1::Period TimedPeriod(int64_t day);
  v1::Period DatedPeriod(int64_t day);
  v1::Period Period() { return Chance(70) ? TimedPeriod(Day()) : DatedPeriod(Day()); }
  // A period within a booking of a host, more often than not.
  v1::Period PeriodWithin(const v1::Period& outer);

  v1::Booking SpaceBooking(const std::string& venue);
  v1::Booking VenueBooking(const std::string& venue);
  v1::Booking ParticipantBooking();
  v1::Booking Booking(const std::string& venue);
  void AddBookings(v1::Event& event);
  void AddHostedBookings(v1::Event& event, const v1::Event& host);
  void AddAround(v1::Event& event);
  void SetKind(v1::Event& event);
  void SetStops(v1::Event& event);
  // Culture days that could be the answer, more often than not; also none.
  std::string Reciprocal(const v1::CultureDays& days);
  v1::Event TourStop();
  v1::Event Event();
  std::string Agreement();
  void SetPublicity(v1::Event& event);
  // Whether it did.
  bool ChangePublicity(v1::UpdateEventRequest& request);
  // One that others can be inside: it does not repeat.
  std::string Host();
  std::string Rule(int64_t first);
  // One that comes back years beyond what is claimed.
  std::string FarRule(int64_t first);
  void SetRecurrence(v1::Event& event);
  v1::Event Series();
  void ChangeSeries(v1::UpdateEventRequest& request);

  void SetExpireTime(v1::Event& event);
  void AddOverrides(google::protobuf::RepeatedField<int>* overrides);
  v1::CreateEventRequest Create();
  v1::UpdateEventRequest Update(const std::string& name);
  void SetTitleAlone(v1::UpdateEventRequest& request);
  void ChangeBookings(v1::Event& event);
  void SetHost(const v1::CreateEventRequest& host, v1::Event& event);
  v1::ConfirmEventRequest Confirm(const std::string& name);
  v1::CancelEventRequest Cancel(const std::string& name);
  v1::PrioritizeHoldRequest Prioritize();
  std::string AskedEvent();
  template <class DecisionRequest>
  DecisionRequest Decide();
  Request Decision();
  v1::DeleteEventRequest Delete();
  std::string PublishedEvent(bool published);
  template <class PublishingRequest>
  PublishingRequest Publishing(bool published);
  Request PublishRequest();
  void AddPublish(const std::string& name, v1::BatchWriteEventsRequest& batch);
  void SetParties(v1::Agreement& agreement);
  Request AgreementRequest();
  Request ChangeAgreement(const std::string& name, const Stored<v1::Agreement>& stored);
  Request AnswerAgreement(const std::string& name, const Stored<v1::Agreement>& stored);
  v1::BatchWriteEventsRequest CreateConfirmed(int count);
  Request Swap();
  void AskAgain(v1::UpdateEventRequest& request);
  Request ChangePartners();
  v1::BatchWriteEventsRequest Batch();
  void AddRandomWrite(std::vector<std::string>& written, v1::BatchWriteEventsRequest& batch);

  v1::Closure Closure(const std::string& venue);
  Request ClosureRequest();
  Request SpaceRequest();
  v1::UpdateVenueRequest VenueRequest();
  v1::UpdateParticipantRequest ParticipantRequest();
  Request EventRequest();
  // Whether one revision would move all that is booked in the zone that moves.
  bool MayMove() const;

  std::mt19937_64 random_;
  const World& world_;
  const Scene& scene_;
  int next_id_ = 1;
};

}  // namespace taqvim::property
