// Events inside events.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventHostsTest : public EventsTest {
 protected:
  EventHostsTest() {
    // The corner is there for good, from October on.
    auto created = Create("corner", "exhibition {} " + Dated("2025-10-01", "") +
                                        "bookings { space: '" + corner_ + "' }");
    EXPECT_TRUE(created.ok()) << created.status();
    EXPECT_TRUE(Confirm("events/corner").ok());
  }

  // A ceremony inside the host, in a space or with a participant.
  absl::StatusOr<v1::CreateEventResponse> Hold(const std::string& id, const std::string& host,
                                               const std::string& booking,
                                               const std::string& start = "2025-10-10 11:00",
                                               const std::string& end = "2025-10-10 12:00") {
    return Create(
        id, absl::StrCat("activity { form: ACTIVITY_FORM_CEREMONY } host: '", host, "' ",
                         Timed(start, end), "bookings { ", booking, " time_zone: 'Asia/Almaty' }"));
  }

  const std::string in_corner_ = "space: '" + corner_ + "'";
  const std::string with_ensemble_ = "participant: '" + ensemble_ + "'";
};

TEST_F(EventHostsTest, TheRibbonOfACornerIsCutInsideIt) {
  EXPECT_FALSE(Create("talk", "activity { form: ACTIVITY_FORM_TALK } " +
                                  Timed("2025-10-10 11:00", "2025-10-10 12:00") + "bookings {" +
                                  in_corner_ + "}")
                   .ok());
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  auto confirmed = Confirm("events/ribbon");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
}

TEST_F(EventHostsTest, TwoEventsInsideOneHostCollide) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  ASSERT_TRUE(Confirm("events/ribbon").ok());
  auto second = Hold("tour", "events/corner", in_corner_);
  EXPECT_THAT(Lines(second.status()), ElementsAre("0 events/tour RESOURCE_BUSY events/ribbon"));
}

TEST_F(EventHostsTest, OutsideItsHostAnEventIsRefusedForThatAlone) {
  auto early = Hold("early", "events/corner", in_corner_, "2025-09-30 23:00", "2025-10-01 01:00");
  EXPECT_THAT(Lines(early.status()), ElementsAre("0 events/early OUTSIDE_HOST events/corner"));
  auto elsewhere = Hold("elsewhere", "events/corner", "space: '" + hall_ + "'");
  EXPECT_THAT(Lines(elsewhere.status()),
              ElementsAre("0 events/elsewhere OUTSIDE_HOST events/corner"));
}

TEST_F(EventHostsTest, AHostCannotMoveAwayFromWhatItHosts) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  ASSERT_TRUE(Confirm("events/ribbon").ok());
  auto moved = Update("events/corner", {"period"}, Dated("2025-10-11", ""));
  EXPECT_THAT(Lines(moved.status()), ElementsAre("0 events/ribbon OUTSIDE_HOST events/corner"));
  EXPECT_TRUE(Update("events/corner", {"period"}, Dated("2025-10-10", "2025-10-10")).ok());
}

TEST_F(EventHostsTest, AHostThatMovesDoesNotCollideWithWhatIsInsideIt) {
  AddConfirmed("day", hall_, "2025-10-10 10:00", "2025-10-10 20:00");
  ASSERT_TRUE(Hold("song", "events/day", "space: '" + hall_ + "'").ok());
  ASSERT_TRUE(Confirm("events/song").ok());
  auto moved = Update("events/day", {"period"}, Timed("2025-10-10 11:30", "2025-10-10 20:00"));
  EXPECT_THAT(Lines(moved.status()), ElementsAre("0 events/song OUTSIDE_HOST events/day"));
}

TEST_F(EventHostsTest, AParticipantBroughtFromFarAboveIsFreeOrBookedOnce) {
  // The ensemble tours; within the tour is a day in the hall; within that, a song.
  AddConfirmed("tour", ensemble_, "2025-10-10 08:00", "2025-10-10 22:00");
  ASSERT_TRUE(Create("day", "activity { form: ACTIVITY_FORM_CONCERT } host: 'events/tour' " +
                                Timed("2025-10-10 10:00", "2025-10-10 20:00") +
                                "time_zone: 'Asia/Almaty'")
                  .ok());
  ASSERT_TRUE(Confirm("events/day").ok());
  ASSERT_TRUE(Hold("song", "events/day", with_ensemble_).ok());
  ASSERT_TRUE(Confirm("events/song").ok());
  // The tour goes on a day later: the song has the ensemble for itself now.
  auto moved = Update("events/tour", {"period"}, Timed("2025-10-11 08:00", "2025-10-11 22:00"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  auto other = Create("other", "activity { form: ACTIVITY_FORM_CONCERT } " +
                                   Timed("2025-10-10 11:00", "2025-10-10 12:00") + "bookings { " +
                                   with_ensemble_ + " time_zone: 'Asia/Almaty' }");
  EXPECT_THAT(Lines(other.status()), ElementsAre("0 events/other RESOURCE_BUSY events/song"));
}

TEST_F(EventHostsTest, WhatIsInsideATentativeHostCannotBeConfirmedBeforeIt) {
  AddHold("plan", hall_, "2025-10-10 10:00", "2025-10-10 20:00");
  ASSERT_TRUE(Hold("song", "events/plan", "space: '" + hall_ + "'").ok());
  EXPECT_EQ(ReasonOf(Confirm("events/song").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Confirm("events/plan").ok());
  EXPECT_TRUE(Confirm("events/song").ok());
}

TEST_F(EventHostsTest, AHostIsCancelledWithWhatItHostsOrNotAtAll) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  ASSERT_TRUE(Confirm("events/ribbon").ok());
  EXPECT_EQ(ReasonOf(Cancel("events/corner").status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  auto cancelled = Cancel("events/corner", /*cascade=*/true);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(cancelled->cascaded_events(), ElementsAre("events/ribbon"));
  EXPECT_EQ(Get("events/ribbon").state(), v1::EVENT_STATE_CANCELLED);
}

TEST_F(EventHostsTest, AnEventCannotBeInsideItselfOverAnother) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  auto circle = Update("events/corner", {"host"}, "host: 'events/ribbon'");
  EXPECT_FALSE(circle.ok());
  ASSERT_TRUE(Confirm("events/ribbon").ok());
  circle = Update("events/corner", {"host"}, "host: 'events/ribbon'");
  EXPECT_EQ(ReasonOf(circle.status()), v1::ERROR_REASON_INVALID_FIELD);
}

// Those that end in the same write are looked at like others: each later look at them would go
// round for ever.
TEST_F(EventHostsTest, AnEventThatIsCancelledAtOnceCannotBeInsideItselfEither) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  for (const char* host : {"events/ribbon", "events/corner", "events/nowhere"}) {
    const auto batch = FromText<v1::BatchWriteEventsRequest>(
        absl::StrCat("writes { update { event { name: 'events/corner' host: '", host,
                     "' } update_mask { paths: 'host' } } } writes { cancel { name: "
                     "'events/corner' cascade: true"
                     " reason { key: 'en' value: 'Called off' } } }"));
    auto written = Run(BatchWriteEvents, batch);
    EXPECT_EQ(written.status().code(), absl::StatusCode::kInvalidArgument) << host;
    EXPECT_EQ(Get("events/corner").state(), v1::EVENT_STATE_CONFIRMED) << host;
  }
}

TEST_F(EventHostsTest, ACornerWhoseRibbonIsCutCanBeDivided) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  ASSERT_TRUE(Confirm("events/ribbon").ok());
  const std::string shelf = AddSpace(library_, "shelf"), desk = AddSpace(library_, "desk");
  schedule_.now = absl::FromCivil(absl::CivilDay(2025, 12, 1), absl::UTCTimeZone());
  auto divided = SetParts(corner_, {shelf, desk});
  ASSERT_TRUE(divided.ok()) << divided.status();
  // What is over is not judged again, whatever is said of it.
  auto titled = Update("events/ribbon", {"title"}, "title { key: 'en' value: 'The opening' }");
  EXPECT_TRUE(titled.ok()) << titled.status();
}

TEST_F(EventHostsTest, CultureDaysTakeNewStopsWhateverBecameOfTheRoomOfATalkThatIsOver) {
  const auto stop = [](int last) {
    return absl::StrCat(
        "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: ",
        "'Astana' first_day { year: 2025 month: 10 day: 10 } last_day { year: 2025 ",
        "month: 10 day: ", last, " } } } ");
  };
  ASSERT_TRUE(Create("days", stop(12) + "bookings { space: '" + hall_ + "' " +
                                 Dated("2025-10-10", "2025-10-12") + " }")
                  .ok());
  ASSERT_TRUE(Confirm("events/days").ok());
  ASSERT_TRUE(Hold("talk", "events/days", "space: '" + hall_ + "'").ok());
  ASSERT_TRUE(Confirm("events/talk").ok());
  const std::string stage = AddSpace(library_, "stage"), stalls = AddSpace(library_, "stalls");
  schedule_.now = absl::FromCivil(absl::CivilDay(2025, 10, 11), absl::UTCTimeZone());
  auto divided = SetParts(hall_, {stage, stalls});
  ASSERT_TRUE(divided.ok()) << divided.status();
  auto longer = Update("events/days", {"culture_days.stops"}, stop(13));
  EXPECT_TRUE(longer.ok()) << longer.status();
}

TEST_F(EventHostsTest, ACornerWhoseRibbonIsToBeCutIsDividedWithIt) {
  ASSERT_TRUE(Hold("ribbon", "events/corner", in_corner_).ok());
  const std::string shelf = AddSpace(library_, "shelf");
  ASSERT_TRUE(SetParts(corner_, {shelf}).ok());
  auto confirmed = Confirm("events/ribbon");
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_THAT(Lines(confirmed->advisories()), IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
