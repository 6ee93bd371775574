// What the world changes under confirmed events: opening hours, seats, the city of a
// venue, what a space is made of. It is told in the answer that changes it, and
// listed until somebody resolves it.
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PlaceChangesTest : public StandingTest {
 protected:
  // The library is open on Fridays from nine until then; on no hour at all always.
  absl::StatusOr<v1::UpdateVenueResponse> OpenUntil(int hour) {
    v1::Venue hours;
    if (hour != 0) {
      v1::OpeningHours& friday = *hours.add_opening_hours();
      friday.set_day(google::type::FRIDAY);
      friday.mutable_open()->set_hours(9);
      friday.mutable_close()->set_hours(hour);
    }
    return Change(hours, "opening_hours");
  }
  absl::StatusOr<v1::UpdateVenueResponse> Change(v1::Venue change, const std::string& path) {
    schedule_.now += absl::Seconds(1);
    v1::GetVenueRequest get;
    get.set_name(library_);
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = std::move(change);
    request.mutable_venue()->set_name(library_);
    request.mutable_venue()->set_etag(Run(GetVenue, get)->venue().etag());
    request.mutable_update_mask()->add_paths(path);
    return Run(UpdateVenue, request);
  }

  absl::StatusOr<v1::UpdateSpaceResponse> SetSeats(const std::string& space, int seats) {
    schedule_.now += absl::Seconds(1);
    v1::GetSpaceRequest get;
    get.set_name(space);
    v1::UpdateSpaceRequest request;
    *request.mutable_space() = Run(GetSpace, get)->space();
    request.mutable_space()->set_seats(seats);
    request.mutable_update_mask()->add_paths("seats");
    return Run(UpdateSpace, request);
  }

  // A confirmed talk in the hall; `more` is text of the booking.
  std::string BookHall(const std::string& id, const std::string& start, const std::string& end,
                       const std::string& more = "", const std::string& of_event = "") {
    return Book(id,
                absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ", Timed(start, end), of_event,
                             " bookings { id: 'place' space: '", hall_, "' ", more, " }"));
  }

  // The conflicts of a report, `events/a OUTSIDE_OPENING_HOURS venues/library`, with
  // the day of the occurrence if there is one.
  template <class Response>
  static std::vector<std::string> Told(const absl::StatusOr<Response>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    EXPECT_EQ(response->conflicts().total(), response->conflicts().conflicts_size());
    for (const v1::Conflict& conflict : response->conflicts().conflicts()) {
      EXPECT_EQ(conflict.severity(), v1::CONFLICT_SEVERITY_ADVISORY);
      EXPECT_FALSE(conflict.message().empty());
      constexpr size_t kPrefix = sizeof("CONFLICT_RULE_") - 1;
      const auto& day = conflict.occurrence_day();
      lines.push_back(absl::StrCat(
          conflict.event(), " ", v1::ConflictRule_Name(conflict.rule()).substr(kPrefix), " ",
          conflict.counterpart(),
          conflict.has_occurrence_day() ? absl::StrCat(" ", day.month(), "/", day.day()) : ""));
    }
    return lines;
  }

  // What somebody with these rights is told by a dry run, and lists.
  template <class Request, class Response>
  absl::StatusOr<Response> Try(absl::StatusOr<Response> (*method)(storage::Transaction&,
                                                                  const Caller&, const Request&),
                               const Request& request, const access::Rights& rights) {
    Response response;
    const auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto answer = method(transaction, {"someone", rights}, request);
          if (!answer.ok()) return answer.status();
          response = *std::move(answer);
          return "";
        },
        /*dry_run=*/true);
    if (!outcome.status.ok()) return outcome.status;
    return response;
  }
};

using OpeningHoursTest = PlaceChangesTest;
using SeatsTest = PlaceChangesTest;
using PartsTest = PlaceChangesTest;
using CityTest = PlaceChangesTest;

TEST_F(OpeningHoursTest, ReducedUnderAConfirmedEventAreToldAndListedUntilResolved) {
  BookHall("concert", "2025-10-10 18:00", "2025-10-10 20:00");
  BookHall("lecture", "2025-10-10 10:00", "2025-10-10 12:00");
  const std::string listed = "OUTSIDE_OPENING_HOURS events/concert venues/library " + hall_;
  EXPECT_THAT(Told(OpenUntil(19)),
              ElementsAre("events/concert OUTSIDE_OPENING_HOURS venues/library"));
  EXPECT_THAT(Conflicts(), ElementsAre(listed));
  EXPECT_THAT(Conflicts("kinds: CONFLICT_KIND_OUTSIDE_OPENING_HOURS"), ElementsAre(listed));
  EXPECT_THAT(Conflicts("event: 'events/lecture'"), IsEmpty());
  EXPECT_THAT(Told(OpenUntil(20)), IsEmpty());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OpeningHoursTest, AreResolvedByMovingOrCancellingTheEvent) {
  BookHall("concert", "2025-10-10 18:00", "2025-10-10 20:00");
  BookHall("gala", "2025-10-10 20:00", "2025-10-10 22:00");
  EXPECT_THAT(Told(OpenUntil(19)), SizeIs(2));
  ASSERT_TRUE(
      Update("events/concert", {"period"}, Timed("2025-10-10 15:00", "2025-10-10 17:00")).ok());
  ASSERT_TRUE(Cancel("events/gala").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  EXPECT_THAT(Told(OpenUntil(18)), IsEmpty());
}

TEST_F(OpeningHoursTest, OfATentativeEventAreJudgedWhenItIsConfirmed) {
  AddHold("idea", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(Told(OpenUntil(19)), IsEmpty());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OpeningHoursTest, CountWithoutSetUpAndTearDownAndOnlyForWhatIsNotOver) {
  BookHall("talk", "2025-10-10 10:00", "2025-10-10 12:00",
           "set_up { seconds: 7200 } tear_down { seconds: 36000 }");
  BookHall("early", "2025-03-07 20:00", "2025-03-07 21:00");
  schedule_.now = absl::FromUnixSeconds(1756684800);  // 2025-09-01
  EXPECT_THAT(Told(OpenUntil(19)), IsEmpty());
}

TEST_F(OpeningHoursTest, AreNoMatterToDatedAndToParticipantsBookings) {
  Book("show", absl::StrCat("exhibition {} ", Dated("2025-10-10", "2025-10-12"),
                            " bookings { space: '", hall_, "' }"));
  AddConfirmed("tour", ensemble_, "2025-10-11 18:00", "2025-10-11 20:00");
  EXPECT_THAT(Told(OpenUntil(19)), IsEmpty());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OpeningHoursTest, OfEachOccurrenceAreToldWithItsDay) {
  BookHall("talks", "2025-10-10 18:00", "2025-10-10 20:00", "",
           " recurrence { rule: 'FREQ=WEEKLY;COUNT=3' }");
  EXPECT_THAT(Told(OpenUntil(19)),
              ElementsAre("events/talks OUTSIDE_OPENING_HOURS venues/library 10/10",
                          "events/talks OUTSIDE_OPENING_HOURS venues/library 10/17",
                          "events/talks OUTSIDE_OPENING_HOURS venues/library 10/24"));
  EXPECT_THAT(Conflicts(), SizeIs(3));
  EXPECT_THAT(Conflicts("window { first_day { " + DateText("2025-10-18") + " } }"), SizeIs(1));
  // Two are over.
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  EXPECT_THAT(Told(OpenUntil(18)),
              ElementsAre("events/talks OUTSIDE_OPENING_HOURS venues/library 10/24"));
}

TEST_F(OpeningHoursTest, OfOccurrencesThatAreOnlyHeldAreNotTold) {
  AddConfirmed("gala", hall_, "2025-10-17 18:00", "2025-10-17 20:00");
  BookHall("talks", "2025-10-10 18:00", "2025-10-10 20:00", "",
           " recurrence { rule: 'FREQ=WEEKLY;COUNT=2' on_conflict: OCCURRENCE_POLICY_HOLD }");
  EXPECT_THAT(Told(OpenUntil(19)),
              ElementsAre("events/gala OUTSIDE_OPENING_HOURS venues/library",
                          "events/talks OUTSIDE_OPENING_HOURS venues/library 10/10"));
}

TEST_F(OpeningHoursTest, ThatWereAcceptedAreNotToldUntilTheVenueChangesAndThenOnce) {
  ASSERT_TRUE(OpenUntil(18).ok());
  auto request = FromText<v1::CreateEventRequest>(
      "event_id: 'concert' overrides: CONFLICT_RULE_OUTSIDE_OPENING_HOURS event { title { key: "
      "'en' value: 'Concert' } owner: 'organizations/owner' activity { form: "
      "ACTIVITY_FORM_CONCERT } " +
      Timed("2025-10-10 17:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ + "' } }");
  ASSERT_TRUE(Run(CreateEvent, request).ok());
  ASSERT_TRUE(Confirm("events/concert").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  // A change of nothing ends nothing.
  EXPECT_THAT(Told(OpenUntil(18)), IsEmpty());
  EXPECT_THAT(Told(OpenUntil(17)),
              ElementsAre("events/concert OUTSIDE_OPENING_HOURS venues/library"));
  EXPECT_THAT(Conflicts(), ElementsAre("WAIVER_ENDED events/concert venues/library " + hall_));
}

TEST_F(OpeningHoursTest, ChangedTogetherWithTheTimeZoneAreToldWithWhatCollides) {
  BookBackToBack();
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  request.mutable_venue()->set_time_zone("Asia/Baku");
  auto& hours = *request.mutable_venue()->add_opening_hours();
  hours.set_day(google::type::FRIDAY);
  hours.mutable_open()->set_hours(9);
  hours.mutable_close()->set_hours(18);
  request.mutable_update_mask()->add_paths("time_zone");
  request.mutable_update_mask()->add_paths("opening_hours");
  EXPECT_THAT(Told(Run(UpdateVenue, request)),
              ElementsAre("events/gala OUTSIDE_OPENING_HOURS venues/library",
                          "events/tour RESOURCE_BUSY events/gala"));
}

TEST_F(OpeningHoursTest, OfWhatIsClosedToTheCallerAreToldWithoutItsTitle) {
  BookHall("dinner", "2025-10-10 18:00", "2025-10-10 20:00", "",
           " visibility: VISIBILITY_PRIVATE recurrence { rule: 'FREQ=WEEKLY;COUNT=2' }");
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  auto& hours = *request.mutable_venue()->add_opening_hours();
  hours.set_day(google::type::FRIDAY);
  hours.mutable_open()->set_hours(9);
  hours.mutable_close()->set_hours(19);
  request.mutable_update_mask()->add_paths("opening_hours");
  access::Rights outside;
  outside.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/other");
  const auto told = Try(UpdateVenue, request, outside);
  // Which days its rule has is hidden, too.
  EXPECT_THAT(Told(told), ElementsAre("events/dinner OUTSIDE_OPENING_HOURS venues/library",
                                      "events/dinner OUTSIDE_OPENING_HOURS venues/library"));
  EXPECT_EQ(told->DebugString().find("The dinner"), std::string::npos);
}

TEST_F(OpeningHoursTest, UnderMoreThanAThousandEventsAreCountedAndTheFirstAreListed) {
  constexpr int kEvents = 1010;
  for (int i = 0; i < kEvents; i += 10) {
    // Ten a day, on the hundred and one days before and after 10 October.
    const absl::CivilDay day = absl::CivilDay(2025, 6, 1) + i / 10;
    v1::BatchWriteEventsRequest batch;
    for (int n = 0; n < 10; ++n) {
      const std::string on = absl::FormatCivilTime(day);
      auto& create = *batch.add_writes()->mutable_create();
      create = FromText<v1::CreateEventRequest>(
          absl::StrCat("event_id: 'talk-", i + n,
                       "' event { title { key: 'en' value: 'A talk' } owner: "
                       "'organizations/owner' activity { form: ACTIVITY_FORM_TALK } ",
                       Timed(absl::StrCat(on, " 1", n, ":00"), absl::StrCat(on, " 1", n, ":50")),
                       " bookings { space: '", hall_, "' } }"));
      batch.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/talk-", i + n));
    }
    ASSERT_TRUE(Run(BatchWriteEvents, batch).ok());
  }
  v1::Venue hours;
  auto& monday = *hours.add_opening_hours();
  monday.set_day(google::type::MONDAY);
  monday.mutable_open()->set_hours(8);
  monday.mutable_close()->set_hours(9);
  auto told = Change(hours, "opening_hours");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->conflicts().total(), kEvents);
  EXPECT_EQ(told->conflicts().conflicts_size(), 1000);
  EXPECT_THAT(Conflicts(), SizeIs(kEvents));
}

TEST_F(SeatsTest, ReducedUnderAConfirmedEventAreToldAndListedUntilResolved) {
  BookHall("concert", "2025-10-10 18:00", "2025-10-10 20:00", "expected_attendance: 120");
  BookHall("lecture", "2025-10-11 10:00", "2025-10-11 12:00", "expected_attendance: 80");
  AddHold("idea", hall_, "2025-10-12 18:00", "2025-10-12 20:00");
  const std::string listed = absl::StrCat("OVER_CAPACITY events/concert ", hall_, " ", hall_);
  EXPECT_THAT(Told(SetSeats(hall_, 100)), ElementsAre("events/concert OVER_CAPACITY " + hall_));
  EXPECT_THAT(Conflicts(), ElementsAre(listed));
  EXPECT_THAT(Conflicts("window { first_day { " + DateText("2025-10-11") + " } }"), IsEmpty());
  ASSERT_TRUE(
      Update("events/concert", {"bookings"},
             absl::StrCat("bookings { id: 'place' space: '", hall_, "' expected_attendance: 90 }"))
          .ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  EXPECT_THAT(Told(SetSeats(hall_, 79)), SizeIs(2));
  EXPECT_THAT(Told(SetSeats(hall_, 0)), IsEmpty());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(SeatsTest, OfOtherSpacesAreNotTold) {
  BookHall("concert", "2025-10-10 18:00", "2025-10-10 20:00", "expected_attendance: 120");
  Book("visit", absl::StrCat("activity { form: ACTIVITY_FORM_TOUR } ",
                             Timed("2025-10-11 18:00", "2025-10-11 20:00"), " bookings { venue: '",
                             library_, "' }"));
  ASSERT_TRUE(SetSeats(hall_, 100).ok());
  EXPECT_THAT(Told(SetSeats(gallery_, 10)), IsEmpty());
}

TEST_F(SeatsTest, OfEachOccurrenceAreToldWithItsDay) {
  BookHall("talks", "2025-10-10 18:00", "2025-10-10 20:00", "expected_attendance: 120",
           " recurrence { rule: 'FREQ=WEEKLY;COUNT=2' }");
  EXPECT_THAT(Told(SetSeats(hall_, 100)),
              ElementsAre("events/talks OVER_CAPACITY " + hall_ + " 10/10",
                          "events/talks OVER_CAPACITY " + hall_ + " 10/17"));
  EXPECT_THAT(Conflicts(), SizeIs(2));
}

TEST_F(SeatsTest, AreHiddenWithHowManyAreExpectedOfWhatIsClosedToTheCaller) {
  BookHall("dinner", "2025-10-10 18:00", "2025-10-10 20:00", "expected_attendance: 120",
           " visibility: VISIBILITY_PRIVATE");
  v1::GetSpaceRequest get;
  get.set_name(hall_);
  v1::UpdateSpaceRequest request;
  *request.mutable_space() = Run(GetSpace, get)->space();
  request.mutable_space()->set_seats(100);
  request.mutable_update_mask()->add_paths("seats");
  access::Rights outside;
  outside.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/other");
  EXPECT_THAT(Told(Try(UpdateSpace, request, outside)), IsEmpty());
  EXPECT_THAT(Told(Try(UpdateSpace, request, access::Rights::All())), SizeIs(1));
}

TEST_F(PartsTest, ThatBringAClosureOverAConfirmedEventAreTold) {
  const std::string floor = AddSpace(library_, "floor", {gallery_});
  BookHall("concert", "2025-10-10 18:00", "2025-10-10 20:00");
  auto closure = FromText<v1::CreateClosureRequest>(
      absl::StrCat("closure_id: 'paint' closure { ", Dated("2025-10-10", "2025-10-10"), " }"));
  closure.set_parent(library_);
  closure.mutable_closure()->add_spaces(floor);
  EXPECT_THAT(Told(Run(CreateClosure, closure)), IsEmpty());
  EXPECT_THAT(Told(SetParts(floor, {gallery_, hall_})),
              ElementsAre("events/concert VENUE_CLOSED venues/library/closures/paint"));
  EXPECT_THAT(Conflicts(),
              ElementsAre("CLOSED events/concert venues/library/closures/paint " + hall_));
  EXPECT_THAT(Told(SetParts(floor, {gallery_})), IsEmpty());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(PartsTest, ThatAnEventTakesMoreWithAndAreClosedAreTold) {
  const std::string floor = AddSpace(library_, "floor", {gallery_});
  Book("show", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                            Timed("2025-10-10 18:00", "2025-10-10 20:00"), " bookings { space: '",
                            floor, "' }"));
  Close("2025-10-10", "repair");
  EXPECT_THAT(Told(SetParts(floor, {gallery_, hall_})),
              ElementsAre("events/show VENUE_CLOSED venues/library/closures/repair"));
}

TEST_F(CityTest, OfAVenueThatLeavesTheStopsOfAProgrammeIsTold) {
  ASSERT_TRUE(Create("days",
                     "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: "
                     "'Astana' first_day { year: 2025 month: 10 day: 10 } last_day { "
                     "year: 2025 month: 10 day: 12 } } }")
                  .ok());
  BookHall("gala", "2025-10-10 18:00", "2025-10-10 20:00", "", " programme: 'events/days'");
  AddHold("idea", gallery_, "2025-10-10 18:00", "2025-10-10 20:00", "programme: 'events/days'");
  BookHall("other", "2025-10-11 18:00", "2025-10-11 20:00");
  v1::Venue city;
  city.set_city("ASTANA");
  EXPECT_THAT(Told(Change(city, "city")), IsEmpty());
  city.set_city("Almaty");
  EXPECT_THAT(Told(Change(city, "city")), ElementsAre("events/gala OUTSIDE_PROGRAMME events/days",
                                                      "events/idea OUTSIDE_PROGRAMME events/days"));
  EXPECT_THAT(Conflicts(), SizeIs(2));
}

}  // namespace
}  // namespace taqvim::schedule
