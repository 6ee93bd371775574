// What stands in conflict, of every kind but those that moved times make.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ListConflictsTest : public StandingTest {
 protected:
  void UpdateClosureReason() {
    schedule_.now += absl::Seconds(1);
    auto closure = Run(GetClosure, "name: 'venues/library/closures/repair'")->closure();
    v1::UpdateClosureRequest request;
    *request.mutable_closure() = closure;
    (*request.mutable_closure()->mutable_reason())["en"] = "The roof";
    request.mutable_update_mask()->add_paths("reason");
    ASSERT_TRUE(Run(UpdateClosure, request).ok());
  }

  // On Fridays, from nine.
  void OpenUntil(int hour) {
    schedule_.now += absl::Seconds(1);
    v1::GetVenueRequest get;
    get.set_name(library_);
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = Run(GetVenue, get)->venue();
    request.mutable_venue()->clear_opening_hours();
    v1::OpeningHours& hours = *request.mutable_venue()->add_opening_hours();
    hours.set_day(google::type::FRIDAY);
    hours.mutable_open()->set_hours(9);
    hours.mutable_close()->set_hours(hour);
    request.mutable_update_mask()->add_paths("opening_hours");
    ASSERT_TRUE(Run(UpdateVenue, request).ok());
  }

  void SetSeats(int seats) {
    v1::GetSpaceRequest get;
    get.set_name(hall_);
    v1::UpdateSpaceRequest request;
    *request.mutable_space() = Run(GetSpace, get)->space();
    request.mutable_space()->set_seats(seats);
    request.mutable_update_mask()->add_paths("seats");
    ASSERT_TRUE(Run(UpdateSpace, request).ok());
  }
};

TEST_F(ListConflictsTest, NothingStandsInConflictInAnOrderlySchedule) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", hall_, "2025-10-10 20:00", "2025-10-10 22:00");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, ListsClosuresOverConfirmedEvents) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", hall_, "2025-10-10 20:00", "2025-10-10 22:00");
  Close("2025-10-10", "repair");
  EXPECT_THAT(Conflicts(),
              ElementsAre("CLOSED events/concert venues/library/closures/repair " + hall_));
  auto listed = Run(ListConflicts, "");
  EXPECT_EQ(listed->conflicts(0).resolution(),
            "Move or cancel events/concert, or change or delete venues/library/closures/repair.");
}

TEST_F(ListConflictsTest, AWaivedClosureIsListedOnceTheClosureHasChanged) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  Close("2025-10-11", "repair");
  ASSERT_TRUE(Update("events/concert", {"period"}, Timed("2025-10-11 18:00", "2025-10-11 20:00"),
                     {v1::CONFLICT_RULE_VENUE_CLOSED})
                  .ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  UpdateClosureReason();
  EXPECT_THAT(Conflicts(),
              ElementsAre("WAIVER_ENDED events/concert venues/library/closures/repair " + hall_));
}

TEST_F(ListConflictsTest, AWaivedCrowdIsListedOnceTheHallHasChangedAndIsStillTooSmall) {
  SetSeats(100);
  v1::CreateEventRequest request = FromText<v1::CreateEventRequest>(
      "event_id: 'concert' overrides: CONFLICT_RULE_OVER_CAPACITY event { title { key: 'en' value: "
      "'Concert' } owner: 'organizations/owner' activity { form: ACTIVITY_FORM_CONCERT } " +
      Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ +
      "' expected_attendance: 120 } }");
  ASSERT_TRUE(Run(CreateEvent, request).ok());
  ASSERT_TRUE(Confirm("events/concert").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  SetSeats(110);
  EXPECT_THAT(Conflicts(), ElementsAre("WAIVER_ENDED events/concert " + hall_ + " " + hall_));
  SetSeats(120);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, AWaivedHourIsListedOnceTheVenueHasChangedAndIsStillClosedThen) {
  OpenUntil(18);
  v1::CreateEventRequest request = FromText<v1::CreateEventRequest>(
      "event_id: 'concert' overrides: CONFLICT_RULE_OUTSIDE_OPENING_HOURS event { title { key: "
      "'en' "
      "value: 'Concert' } owner: 'organizations/owner' activity { form: ACTIVITY_FORM_CONCERT } " +
      Timed("2025-10-10 17:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ + "' } }");
  ASSERT_TRUE(Run(CreateEvent, request).ok());
  ASSERT_TRUE(Confirm("events/concert").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  OpenUntil(19);
  EXPECT_THAT(Conflicts(), ElementsAre("WAIVER_ENDED events/concert venues/library " + hall_));
  OpenUntil(22);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, WaivedCultureDaysAreListedOnceTheOthersHaveChangedAndStillShareDays) {
  const auto stop = [](int first, int last) {
    return absl::StrCat("stops { city: 'Astana' first_day { year: 2025 month: 10 day: ", first,
                        " } last_day { year: 2025 month: 10 day: ", last, " } } ");
  };
  const auto days = [&](const std::string& guest) {
    return absl::StrCat("culture_days { guest_country: '", guest, "' host_country: 'KZ' ",
                        stop(10, 12), "}");
  };
  ASSERT_TRUE(Create("first", days("AZ")).ok());
  ASSERT_TRUE(Confirm("events/first").ok());
  v1::ConfirmEventRequest confirm;
  confirm.set_name("events/second");
  confirm.add_overrides(v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP);
  const auto second = FromText<v1::CreateEventRequest>(
      "event_id: 'second' overrides: CONFLICT_RULE_CULTURE_DAYS_OVERLAP event { title { key: 'en' "
      "value: 'Second' } owner: 'organizations/owner' " +
      days("UZ") + " }");
  ASSERT_TRUE(Run(CreateEvent, second).ok());
  ASSERT_TRUE(Run(ConfirmEvent, confirm).ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  const auto move = [&](int first, int last) {
    schedule_.now += absl::Seconds(1);
    return Update("events/first", {"culture_days.stops"},
                  absl::StrCat("culture_days { ", stop(first, last), "}"),
                  {v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP})
        .status();
  };
  ASSERT_TRUE(move(11, 13).ok());
  EXPECT_THAT(Conflicts(), ElementsAre("WAIVER_ENDED events/second events/first "));
  ASSERT_TRUE(move(13, 14).ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, ListsHoldsThatSomethingConfirmedBlocks) {
  AddHold("other", hall_, "2025-10-10 19:00", "2025-10-10 21:00");
  AddHold("idea", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(Conflicts(), IsEmpty());
  ASSERT_TRUE(Confirm("events/other").ok());
  EXPECT_THAT(Conflicts(), ElementsAre("HOLD_BLOCKED events/idea events/other " + hall_));
}

TEST_F(ListConflictsTest, ListsEventsOutsideTheirProgramme) {
  ASSERT_TRUE(Create("days",
                     "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: "
                     "'Astana' first_day { year: 2025 month: 10 day: 10 } last_day { "
                     "year: 2025 month: 10 day: 12 } } }")
                  .ok());
  AddHold("inside", hall_, "2025-10-11 18:00", "2025-10-11 20:00", "programme: 'events/days'");
  AddHold("outside", hall_, "2025-10-13 18:00", "2025-10-13 20:00", "programme: 'events/days'");
  EXPECT_THAT(Conflicts(), ElementsAre("OUTSIDE_PROGRAMME events/outside events/days " + hall_));
}

TEST_F(ListConflictsTest, ListsEachTimeOfWhatRepeatsThatIsOutsideItsProgramme) {
  ASSERT_TRUE(Create("days",
                     "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: "
                     "'Astana' first_day { year: 2025 month: 10 day: 10 } last_day { "
                     "year: 2025 month: 10 day: 12 } } }")
                  .ok());
  AddHold("talks", hall_, "2025-10-11 18:00", "2025-10-11 20:00",
          "programme: 'events/days' recurrence { rule: 'FREQ=DAILY;COUNT=4' }");
  const std::string outside = "OUTSIDE_PROGRAMME events/talks events/days " + hall_;
  EXPECT_THAT(Conflicts(), ElementsAre(outside, outside));
  EXPECT_THAT(Conflicts("window { first_day { " + DateText("2025-10-14") + " } }"),
              ElementsAre(outside));
  EXPECT_THAT(Conflicts("window { first_day { " + DateText("2025-10-15") + " } }"), IsEmpty());
}

TEST_F(ListConflictsTest, ListsEachTimeOfWhatRepeatsOnceItsWaivedHoursHaveChanged) {
  OpenUntil(18);
  v1::CreateEventRequest request = FromText<v1::CreateEventRequest>(
      "event_id: 'talks' overrides: CONFLICT_RULE_OUTSIDE_OPENING_HOURS event { title { key: 'en' "
      "value: 'Talks' } owner: 'organizations/owner' activity { form: ACTIVITY_FORM_TALK } "
      "recurrence { rule: 'FREQ=WEEKLY;COUNT=3' } " +
      Timed("2025-10-10 17:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ +
      "' set_up { seconds: 3600 } } }");
  ASSERT_TRUE(Run(CreateEvent, request).ok());
  ASSERT_TRUE(Confirm("events/talks").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
  OpenUntil(19);
  const std::string ended = "WAIVER_ENDED events/talks venues/library " + hall_;
  EXPECT_THAT(Conflicts(), ElementsAre(ended, ended, ended));
  auto listed = Run(ListConflicts, v1::ListConflictsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  // From the second of them on: its set-up does not count.
  EXPECT_THAT(listed->conflicts(1).conflict().message(), HasSubstr("2025-10-17 17:00 to 20:00"));
  OpenUntil(20);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, WhatIsOverIsNotListed) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  Close("2025-10-10", "repair");
  ASSERT_THAT(Conflicts(), SizeIs(1));
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(ListConflictsTest, PagesHoldWhatWasAskedForAndSkipNothing) {
  for (int i = 0; i < 5; ++i) {
    AddConfirmed(absl::StrCat("talk-", i), hall_, absl::StrCat("2025-10-10 1", i, ":00"),
                 absl::StrCat("2025-10-10 1", i, ":50"));
  }
  Close("2025-10-10", "repair");
  Close("2025-10-10", "roof");
  const auto all = Conflicts();
  EXPECT_THAT(all, SizeIs(10));
  EXPECT_EQ(Conflicts("", 1), all);
  EXPECT_EQ(Conflicts("", 3), all);
}

TEST_F(ListConflictsTest, CanBeAskedForPlacesPartiesAndKinds) {
  AddHold("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("talk", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("walk", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(Confirm("events/concert").ok());
  ASSERT_TRUE(Confirm("events/talk").ok());
  Close("2025-10-10", "repair");
  const std::string closed = "CLOSED events/concert venues/library/closures/repair " + hall_;
  const std::string idea = "HOLD_BLOCKED events/idea events/concert " + hall_;
  const std::string walk = "HOLD_BLOCKED events/walk events/talk " + gallery_;
  EXPECT_THAT(Conflicts(), ElementsAre(closed, idea, walk));
  EXPECT_THAT(Conflicts("resources: '" + library_ + "'"), ElementsAre(closed, idea, walk));
  EXPECT_THAT(Conflicts("resources: '" + gallery_ + "'"), ElementsAre(walk));
  EXPECT_THAT(Conflicts("resources: '" + corner_ + "'"), IsEmpty());
  EXPECT_THAT(Conflicts("event: 'events/concert'"), ElementsAre(closed, idea));
  EXPECT_THAT(Conflicts("event: 'events/idea'"), ElementsAre(idea));
  EXPECT_THAT(Conflicts("kinds: CONFLICT_KIND_CLOSED"), ElementsAre(closed));
  EXPECT_THAT(Conflicts("kinds: CONFLICT_KIND_HOLD_BLOCKED resources: '" + hall_ + "'"),
              ElementsAre(idea));
}

TEST_F(ListConflictsTest, CanBeAskedForDaysInTheZoneOfTheBooking) {
  // At 23:00 of the 10th in UTC.
  AddConfirmed("early", hall_, "2025-10-11 04:00", "2025-10-11 05:00");
  AddConfirmed("concert", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
  AddHold("gala", hall_, "2025-10-13 19:00", "2025-10-13 20:00");
  AddHold("idea", hall_, "2025-10-13 18:00", "2025-10-13 20:00");
  ASSERT_TRUE(Confirm("events/gala").ok());
  Close("2025-10-11", "repair");
  const auto on = [](const std::string& first, const std::string& last) {
    return absl::StrCat("window { first_day { ", DateText(first), " } last_day { ", DateText(last),
                        " } }");
  };
  EXPECT_THAT(Conflicts(), SizeIs(3));
  EXPECT_THAT(Conflicts(on("2025-10-11", "2025-10-11")), SizeIs(2));
  EXPECT_THAT(Conflicts(on("2025-10-01", "2025-10-10")), IsEmpty());
  EXPECT_THAT(Conflicts(on("2025-10-12", "2025-10-13")),
              ElementsAre("HOLD_BLOCKED events/idea events/gala " + hall_));
  EXPECT_THAT(Conflicts("window { first_day { " + DateText("2025-10-12") + " } }"), SizeIs(1));
  EXPECT_EQ(ReasonOf(Run(ListConflicts, on("2025-10-12", "2025-10-11").c_str()).status()),
            v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(ListConflictsTest, CountsWhatSaysNoTimeOnTheDaysOfItsEvent) {
  ASSERT_TRUE(Create("days",
                     "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: "
                     "'Astana' first_day { year: 2025 month: 10 day: 10 } last_day { "
                     "year: 2025 month: 10 day: 12 } } }")
                  .ok());
  AddHold("outside", hall_, "2025-10-13 18:00", "2025-10-13 20:00", "programme: 'events/days'");
  const std::string from = "window { first_day { ";
  EXPECT_THAT(Conflicts(from + DateText("2025-10-13") + " } }"), SizeIs(1));
  EXPECT_THAT(Conflicts(from + DateText("2025-10-14") + " } }"), IsEmpty());
}

TEST_F(ListConflictsTest, AboutWhatDoesNotExistIsRefused) {
  EXPECT_EQ(ReasonOf(Run(ListConflicts, "event: 'events/nothing'").status()),
            v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Run(ListConflicts, "resources: 'venues/nowhere'").status()),
            v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(Run(ListConflicts, "resources: 'events/x'").status().message()),
              HasSubstr("resources[0]"));
}

}  // namespace
}  // namespace taqvim::schedule
