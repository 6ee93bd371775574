#include "server/schedule/free/suggestions.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kActivity[] = "activity { form: ACTIVITY_FORM_CONCERT } ";

class SuggestionsTest : public EventsTest {
 protected:
  // What is suggested for a new event, which is to be confirmed. Each suggestion
  // is booked, and undone.
  std::vector<std::string> SuggestedFor(const std::string& fields) {
    v1::CheckEventsRequest request;
    auto& create = *request.add_writes()->mutable_create();
    create = FromText<v1::CreateEventRequest>(absl::StrCat(
        "event_id: 'new' event { title { key: 'en' value: 'New' } owner: 'organizations/owner' ",
        fields, " }"));
    request.add_writes()->mutable_confirm()->set_name("events/new");
    const auto check = schedule_.DryRun(CheckEvents, request);
    EXPECT_TRUE(check.ok()) << check.status();
    if (!check.ok()) return {};
    std::vector<std::string> lines;
    for (const v1::Suggestion& suggestion : check->suggestions()) {
      lines.push_back(suggestion.message());
      const absl::Status booked = Book(request, suggestion);
      EXPECT_TRUE(booked.ok()) << booked << "\n" << suggestion.DebugString();
      const absl::Status taken = Take(request, suggestion);
      EXPECT_TRUE(taken.ok()) << taken << "\n" << suggestion.DebugString();
    }
    return lines;
  }
  // Sends what the suggestion has ready in the place of the item.
  absl::Status Take(const v1::CheckEventsRequest& request, const v1::Suggestion& suggestion) {
    EXPECT_THAT(suggestion.instead(), Not(IsEmpty()));
    v1::BatchWriteEventsRequest batch;
    for (int i = 0; i < request.writes_size(); ++i) {
      if (i == suggestion.item()) {
        batch.mutable_writes()->MergeFrom(suggestion.instead());
      } else {
        *batch.add_writes() = request.writes(i);
      }
    }
    return schedule_.DryRun(BatchWriteEvents, batch).status();
  }
  // Takes each suggestion for a change or a confirmation, and undoes it.
  void ExpectToTakeEach(const v1::EventWrite& write, int writes) {
    v1::CheckEventsRequest request;
    *request.add_writes() = write;
    const auto check = schedule_.DryRun(CheckEvents, request);
    ASSERT_TRUE(check.ok()) << check.status();
    EXPECT_TRUE(check->blocked());
    EXPECT_THAT(check->suggestions(), Not(IsEmpty()));
    for (const v1::Suggestion& suggestion : check->suggestions()) {
      EXPECT_THAT(suggestion.instead(), SizeIs(writes));
      const absl::Status taken = Take(request, suggestion);
      EXPECT_TRUE(taken.ok()) << taken << "\n" << suggestion.DebugString();
    }
  }

 private:
  absl::Status Book(const v1::CheckEventsRequest& request, const v1::Suggestion& suggestion) {
    v1::BatchWriteEventsRequest batch;
    *batch.mutable_writes() = request.writes();
    v1::Event& event = *batch.mutable_writes(suggestion.item())->mutable_create()->mutable_event();
    for (int i = 0; i < event.bookings_size(); ++i) {
      v1::Booking& booking = *event.mutable_bookings(i);
      if (suggestion.booking() != absl::StrCat("b", i + 1)) continue;
      if (absl::StrContains(suggestion.resource(), "/spaces/")) {
        booking.set_space(suggestion.resource());
      } else if (!booking.has_participant()) {
        booking.set_venue(suggestion.resource());
      }
      // The whole event moves, unless the booking has a period of its own.
      *(booking.has_period() ? booking.mutable_period() : event.mutable_period()) =
          suggestion.period();
    }
    return schedule_.DryRun(BatchWriteEvents, batch).status();
  }
};

TEST_F(SuggestionsTest, ForABusyHallAreOtherSpacesThenOtherTimes) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const auto suggested =
      SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-10 19:00", "2025-10-10 21:00"),
                                " bookings { space: '", hall_, "' }"));
  EXPECT_THAT(suggested,
              ElementsAre(HasSubstr("corner is free at that time, 2025-10-10 19:00 to 21:00"),
                          HasSubstr("gallery is free at that time, 2025-10-10 19:00 to 21:00"),
                          HasSubstr("hall is free 2025-10-10 20:00 to 22:00"),
                          HasSubstr("hall is free 2025-10-10 16:00 to 18:00"),
                          HasSubstr("hall is free 2025-10-11 19:00 to 21:00"),
                          HasSubstr("hall is free 2025-10-12 19:00 to 21:00"),
                          HasSubstr("hall is free 2025-10-13 19:00 to 21:00")));
}

TEST_F(SuggestionsTest, AreReadyToBeSentInstead) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  v1::EventWrite confirm;
  AddHold("idea", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
  Close("2025-10-11", "works");
  confirm.mutable_confirm()->set_name("events/idea");
  ExpectToTakeEach(confirm, 2);

  AddConfirmed("play", gallery_, "2025-10-12 18:00", "2025-10-12 20:00");
  v1::EventWrite update;
  v1::Event& event = *update.mutable_update()->mutable_event();
  event.set_name("events/play");
  event.set_etag(Get("events/play").etag());
  *event.mutable_bookings() = Get("events/play").bookings();
  event.mutable_bookings(0)->set_space(hall_);
  *event.mutable_period() = Get("events/gala").period();
  ExpectToTakeEach(update, 1);
  // Where the mask names what is changed, the rest is added to it.
  event.clear_bookings();
  event.set_name("events/gala");
  event.set_etag(Get("events/gala").etag());
  *event.mutable_period() = Get("events/idea").period();
  update.mutable_update()->mutable_update_mask()->add_paths("period");
  ExpectToTakeEach(update, 1);
}

TEST_F(SuggestionsTest, OfAVenueThatIsTakenAreInItsCity) {
  AddSpace(AddVenue("opera"), "stage");
  AddConfirmed("festival", library_, "2025-10-10 08:00", "2025-10-10 23:00");
  const std::string period = Timed("2025-10-10 19:00", "2025-10-10 21:00");
  EXPECT_THAT(SuggestedFor(absl::StrCat(kActivity, period, " bookings { space: '", hall_, "' }")),
              Contains(HasSubstr("venues/opera/spaces/stage is free at that time")));
  EXPECT_THAT(
      SuggestedFor(absl::StrCat(kActivity, period, " bookings { venue: '", library_, "' }")),
      Contains(HasSubstr("venues/opera is free at that time")));
}

TEST_F(SuggestionsTest, OfAnotherTimeSuitAllBookingsThatMove) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddConfirmed("tour", ensemble_, "2025-10-10 20:00", "2025-10-11 23:00");
  const auto suggested = SuggestedFor(
      absl::StrCat(kActivity, Timed("2025-10-10 18:00", "2025-10-10 19:00"), " bookings { space: '",
                   hall_, "' } bookings { participant: '", ensemble_, "' }"));
  EXPECT_THAT(suggested, Contains(HasSubstr("hall is free 2025-10-10 17:00 to 18:00")));
  EXPECT_THAT(suggested, Contains(HasSubstr("hall is free 2025-10-12 18:00 to 19:00")));
  EXPECT_THAT(suggested, Each(Not(HasSubstr("hall is free 2025-10-10 20:00"))));
}

TEST_F(SuggestionsTest, KeepClearOfTheRestOfTheBatchAndOfHolds) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("held", corner_, "2025-10-10 18:00", "2025-10-10 20:00");
  const auto suggested = SuggestedFor(
      absl::StrCat(kActivity, Timed("2025-10-10 18:00", "2025-10-10 19:00"), " bookings { space: '",
                   hall_, "' } bookings { space: '", gallery_, "' }"));
  EXPECT_THAT(suggested, Each(Not(HasSubstr("at that time"))));
  EXPECT_THAT(suggested, Not(IsEmpty()));
}

TEST_F(SuggestionsTest, ForWholeDaysAreTheNearestLaterOnes) {
  AddConfirmed("gala", gallery_, "2025-10-20 18:00", "2025-10-20 20:00");
  const auto suggested =
      SuggestedFor(absl::StrCat("exhibition { objects: 5 } ", Dated("2025-10-10", "2025-10-25"),
                                " bookings { space: '", gallery_, "' set_up_days: 2 }"));
  EXPECT_THAT(suggested,
              AllOf(Contains(HasSubstr("hall is free at that time")),
                    Contains(HasSubstr("gallery is free 2025-10-23 to 2025-11-07, whole days"))));
}

TEST_F(SuggestionsTest, ForBookingsOfCultureDaysKeepTheirLength) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(SuggestedFor(absl::StrCat("culture_days { guest_country: 'AZ' host_country: 'KZ' "
                                        "stops { city: 'Astana' first_day {",
                                        DateText("2025-10-10"), "} last_day {",
                                        DateText("2025-10-11"), "} } } bookings { space: '", hall_,
                                        "' ", Dated("2025-10-10", "2025-10-11"), " }")),
              Contains(HasSubstr("hall is free 2025-10-11 to 2025-10-12")));
}

TEST_F(SuggestionsTest, ForAClosedSpaceWaitUntilItOpens) {
  Close("2025-10-10", "works");
  const auto suggested =
      SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                " bookings { space: '", hall_, "' }"));
  EXPECT_THAT(suggested, Contains(HasSubstr("gallery is free at that time")));
  EXPECT_THAT(suggested, Contains(HasSubstr("hall is free 2025-10-11 18:00")));
  EXPECT_THAT(suggested, Each(Not(HasSubstr("hall is free 2025-10-10"))));
}

TEST_F(SuggestionsTest, ForTooManyPeopleAreLargerSpacesOnly) {
  v1::GetSpaceRequest get;
  get.set_name(hall_);
  v1::UpdateSpaceRequest update;
  *update.mutable_space() = Run(GetSpace, get)->space();
  update.mutable_space()->set_seats(100);
  ASSERT_TRUE(Run(UpdateSpace, update).ok());
  EXPECT_THAT(
      SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                " bookings { space: '", hall_, "' expected_attendance: 150 }")),
      ElementsAre(HasSubstr("corner is free at that time"),
                  HasSubstr("gallery is free at that time")));
}

TEST_F(SuggestionsTest, AreForEachItemOfABatchInViewOfTheOthers) {
  const auto write = [this](const std::string& id) {
    return absl::StrCat("writes { create { event_id: '", id,
                        "' event { title { key: 'en' value: 'New' } owner: 'organizations/owner' ",
                        kActivity, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                        " bookings { space: '", hall_,
                        "' } } } } writes { confirm { name: 'events/", id, "' } } ");
  };
  const auto check =
      schedule_.DryRun(CheckEvents, FromText<v1::CheckEventsRequest>(write("one") + write("two")));
  ASSERT_TRUE(check.ok()) << check.status();
  std::vector<std::string> lines;
  for (const v1::Suggestion& suggestion : check->suggestions()) {
    if (suggestion.resource() == hall_ && suggestion.period().timed().start().day() == 10) {
      lines.push_back(absl::StrCat(suggestion.item(), ": ", suggestion.message()));
    }
  }
  EXPECT_THAT(lines,
              ElementsAre(HasSubstr("0: venues/library/spaces/hall is free 2025-10-10 20:00"),
                          HasSubstr("0: venues/library/spaces/hall is free 2025-10-10 16:00"),
                          HasSubstr("2: venues/library/spaces/hall is free 2025-10-10 20:00"),
                          HasSubstr("2: venues/library/spaces/hall is free 2025-10-10 16:00")));
}

// The period with an offset at its start or its end.
std::string WithOffset(std::string period, const std::string& end, int hours) {
  return period.insert(period.find(end + " {") + end.size() + 2,
                       absl::StrCat(" utc_offset { seconds: ", hours * 3600, " }"));
}

TEST_F(SuggestionsTest, MayBeInAnHourThatTheClocksShowTwice) {
  const std::string room = AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  const std::string at_one = Timed("2025-10-26 01:00", "2025-10-26 02:00");
  const std::string booking = absl::StrCat(" bookings { space: '", room, "' }");
  auto gala = Create("gala", absl::StrCat(kActivity, WithOffset(at_one, "end", 2), booking));
  ASSERT_TRUE(gala.ok()) << gala.status();
  ASSERT_TRUE(Confirm("events/gala").ok());
  const auto suggested =
      SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-26 01:15", "2025-10-26 01:45"), booking));
  EXPECT_THAT(suggested, Contains(HasSubstr("room is free 2025-10-26 02:15+02:00 to 02:45+02:00")));
}

// The hall is taken when the clocks show half past two for the first time.
TEST_F(SuggestionsTest, MayBeTheSameLocalTimeOnceMore) {
  const std::string room = AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  const std::string first =
      WithOffset(WithOffset(Timed("2025-10-26 02:15", "2025-10-26 02:45"), "start", 2), "end", 2);
  const std::string booking = absl::StrCat(" bookings { space: '", room, "' }");
  ASSERT_TRUE(Create("gala", absl::StrCat(kActivity, first, booking)).ok());
  ASSERT_TRUE(Confirm("events/gala").ok());
  EXPECT_THAT(SuggestedFor(absl::StrCat(kActivity, first, booking)),
              Contains(HasSubstr("room is free 2025-10-26 02:15+01:00 to 02:45+01:00")));
}

TEST_F(SuggestionsTest, OfOtherPlacesSayTheOffsetWhereTheirClocksShowTheTimeTwice) {
  AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  AddConfirmed("gala", library_, "2025-10-26 00:00", "2025-10-26 05:00");
  EXPECT_THAT(SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-26 02:30", "2025-10-26 03:30"),
                                        " bookings { space: '", hall_, "' }")),
              Contains(HasSubstr("room is free at that time, 2025-10-26 02:30+01:00 to 03:30")));
}

TEST_F(SuggestionsTest, OfEventsInsideAHostAreNone) {
  AddConfirmed("festival", hall_, "2025-10-10 08:00", "2025-10-10 23:00");
  AddConfirmed("talk", hall_, "2025-10-10 18:00", "2025-10-10 20:00", "host: 'events/festival'");
  EXPECT_THAT(
      SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-10 19:00", "2025-10-10 20:00"),
                                " host: 'events/festival' bookings { space: '", hall_, "' }")),
      IsEmpty());
}

TEST_F(SuggestionsTest, AreNoneWithoutAConflict) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(SuggestedFor(absl::StrCat(kActivity, Timed("2025-10-10 20:00", "2025-10-10 21:00"),
                                        " bookings { space: '", hall_, "' }")),
              IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
