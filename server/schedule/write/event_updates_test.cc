// What a change of an event asks, and what was waived.
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventUpdatesTest : public EventsTest {
 protected:
  EventUpdatesTest() { AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00"); }

  absl::StatusOr<v1::UpdateEventResponse> MoveTo(const std::string& start, const std::string& end,
                                                 const std::vector<v1::ConflictRule>& rules = {}) {
    return Update("events/concert", {"period"}, Timed(start, end), rules);
  }
};

TEST_F(EventUpdatesTest, ANewTitleAsksNobody) {
  Close("2025-10-10", "repair");
  auto titled = Update("events/concert", {"title"}, "title { key: 'en' value: 'Gala' }");
  EXPECT_TRUE(titled.ok()) << titled.status();
}

TEST_F(EventUpdatesTest, AMovedBookingMustFit) {
  Close("2025-10-11", "repair");
  auto moved = MoveTo("2025-10-11 18:00", "2025-10-11 20:00");
  EXPECT_THAT(Lines(moved.status()),
              ElementsAre("0 events/concert VENUE_CLOSED venues/library/closures/repair"));
}

TEST_F(EventUpdatesTest, AnOverriddenRuleIsWaivedAndStaysSo) {
  Close("2025-10-11", "repair");
  auto moved = MoveTo("2025-10-11 18:00", "2025-10-11 20:00", {v1::CONFLICT_RULE_VENUE_CLOSED});
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_THAT(
      Lines(moved->advisories()),
      ElementsAre("0 events/concert VENUE_CLOSED venues/library/closures/repair, advisory"));
  ASSERT_EQ(moved->event().waivers_size(), 1);
  EXPECT_EQ(moved->event().waivers(0).counterpart(), "venues/library/closures/repair");
  EXPECT_EQ(moved->event().waivers(0).principal(), "tester");
  ASSERT_TRUE(Update("events/concert", {"title"}, "title { key: 'en' value: 'Gala' }").ok());
  EXPECT_EQ(Get("events/concert").waivers_size(), 1);
}

TEST_F(EventUpdatesTest, AWaiverEndsWhenItsBookingChanges) {
  Close("2025-10-11", "repair");
  ASSERT_TRUE(
      MoveTo("2025-10-11 18:00", "2025-10-11 20:00", {v1::CONFLICT_RULE_VENUE_CLOSED}).ok());
  EXPECT_FALSE(MoveTo("2025-10-11 19:00", "2025-10-11 21:00").ok());
  auto moved = MoveTo("2025-10-12 19:00", "2025-10-12 21:00");
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_THAT(moved->event().waivers(), IsEmpty());
}

TEST_F(EventUpdatesTest, AWaiverEndsWhenItsCounterpartChanges) {
  AddHold("talk", gallery_, "2025-10-11 18:00", "2025-10-11 20:00");
  Close("2025-10-11", "repair");
  ASSERT_TRUE(Update("events/talk", {"bookings"}, "bookings { id: 'a' space: '" + hall_ + "' }",
                     {v1::CONFLICT_RULE_VENUE_CLOSED})
                  .ok());
  schedule_.now += absl::Seconds(1);
  auto closure = Run(GetClosure, "name: 'venues/library/closures/repair'")->closure();
  v1::UpdateClosureRequest request;
  *request.mutable_closure() = closure;
  (*request.mutable_closure()->mutable_reason())["en"] = "The roof";
  request.mutable_update_mask()->add_paths("reason");
  ASSERT_TRUE(Run(UpdateClosure, request).ok());
  EXPECT_THAT(Lines(Confirm("events/talk").status()),
              ElementsAre("0 events/talk VENUE_CLOSED venues/library/closures/repair"));
}

TEST_F(EventUpdatesTest, AConfirmationNeedsNoSecondOverride) {
  AddHold("talk", gallery_, "2025-10-11 18:00", "2025-10-11 20:00");
  Close("2025-10-11", "repair");
  ASSERT_TRUE(Update("events/talk", {"bookings"}, "bookings { id: 'a' space: '" + hall_ + "' }",
                     {v1::CONFLICT_RULE_VENUE_CLOSED})
                  .ok());
  auto confirmed = Confirm("events/talk");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
}

TEST_F(EventUpdatesTest, WhatIsOverKeepsTheZoneThatItsVenueHad) {
  schedule_.now = absl::FromCivil(absl::CivilDay(2025, 12, 1), absl::UTCTimeZone());
  auto venue = Run(GetVenue, "name: 'venues/library'")->venue();
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = venue;
  request.mutable_venue()->set_time_zone("Asia/Baku");
  request.mutable_update_mask()->add_paths("time_zone");
  ASSERT_TRUE(Run(UpdateVenue, request).ok());
  auto titled = Update("events/concert", {"title"}, "title { key: 'en' value: 'Gala' }");
  EXPECT_TRUE(titled.ok()) << titled.status();
}

TEST_F(EventUpdatesTest, SpacesMayChangeUnderATentativeEvent) {
  AddHold("plan", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  // The gallery turns out to be the hall.
  auto changed = SetParts(gallery_, {hall_});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_THAT(Lines(Confirm("events/plan").status()),
              ElementsAre("0 events/plan RESOURCE_BUSY events/concert"));
}

TEST_F(EventUpdatesTest, SpacesMayNotChangeWhereConfirmedEventsWouldCollide) {
  AddConfirmed("show", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(Lines(SetParts(gallery_, {hall_}).status()),
              ElementsAre("0 events/show RESOURCE_BUSY events/concert"));
}

}  // namespace
}  // namespace taqvim::schedule
