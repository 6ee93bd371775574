// What an organiser expects of a schedule, booked as an organiser would.
#include <gtest/gtest.h>

#include <set>

#include "google/protobuf/util/time_util.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using google::protobuf::util::TimeUtil;
using testing::Book;
using testing::Concert;
using testing::Exhibition;
using testing::IsRefusal;
using testing::Space;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

// Books the whole venue in place of the space.
v1::Event WholeVenue(v1::Event event) {
  event.mutable_bookings(0)->set_venue("venues/library");
  return event;
}

class Scenario : public ::testing::Test {
 protected:
  Scenario() { testing::EnterLibrary(client(), {"hall", "gallery", "corner"}); }

  client::Client& client() { return server_.client(); }
  bool CanBook(const std::string& id, const v1::Event& event) {
    const auto booked = Book(client(), id, event);
    if (booked.ok()) return true;
    EXPECT_THAT(booked.status(), IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
    return false;
  }

  std::vector<v1::Occupancy> Occupancy(const std::string& resource, const std::string& first_day,
                                       const std::string& last_day) {
    v1::QueryOccupancyRequest request;
    request.add_resources(resource);
    *request.mutable_window()->mutable_first_day() = testing::Day(first_day);
    *request.mutable_window()->mutable_last_day() = testing::Day(last_day);
    const auto response = client().Call<v1::QueryOccupancyResponse>(request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->occupancies().begin(), response->occupancies().end()};
  }

  testing::Taqvimd server_;
};

TEST_F(Scenario, TheLastDayOfAnExhibitionIsOccupiedAndTheDayAfterIsFree) {
  ASSERT_TRUE(CanBook("loops", Exhibition("Loops", Space("gallery"), "2024-05-01", "2024-09-01")));
  EXPECT_FALSE(CanBook("last-evening", Concert("Finissage", Space("gallery"), "2024-09-01 23:00",
                                               "2024-09-01 23:59")));
  EXPECT_FALSE(
      CanBook("last-day", Exhibition("Other", Space("gallery"), "2024-09-01", "2024-09-10")));
  EXPECT_TRUE(CanBook(
      "midnight", Concert("Midnight", Space("gallery"), "2024-09-02 00:00", "2024-09-02 01:00")));
  EXPECT_TRUE(
      CanBook("day-before", Exhibition("Before", Space("gallery"), "2024-04-01", "2024-04-30")));
}

TEST_F(Scenario, BackToBackConcertsAreNoConflict) {
  EXPECT_TRUE(
      CanBook("first", Concert("First", Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00")));
  EXPECT_TRUE(
      CanBook("second", Concert("Second", Space("hall"), "2036-05-01 20:00", "2036-05-01 22:00")));
  EXPECT_TRUE(CanBook("earlier",
                      Concert("Earlier", Space("hall"), "2036-05-01 17:00", "2036-05-01 18:00")));
}

TEST_F(Scenario, AConcertInsideAnotherIsAConflict) {
  ASSERT_TRUE(
      CanBook("long", Concert("Long", Space("hall"), "2036-05-01 18:00", "2036-05-01 22:00")));
  EXPECT_FALSE(
      CanBook("inside", Concert("Inside", Space("hall"), "2036-05-01 19:00", "2036-05-01 20:00")));
  EXPECT_FALSE(
      CanBook("around", Concert("Around", Space("hall"), "2036-05-01 17:00", "2036-05-01 23:00")));
  EXPECT_TRUE(CanBook("beside",
                      Concert("Beside", Space("gallery"), "2036-05-01 19:00", "2036-05-01 20:00")));
}

TEST_F(Scenario, SetUpMakesBackToBackConcertsCollide) {
  ASSERT_TRUE(
      CanBook("first", Concert("First", Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00")));
  auto second = Concert("Second", Space("hall"), "2036-05-01 20:00", "2036-05-01 22:00");
  second.mutable_bookings(0)->mutable_set_up()->set_seconds(1);
  EXPECT_FALSE(CanBook("second", second));
}

TEST_F(Scenario, APermanentCornerLeavesItsLibraryBookableAroundIt) {
  ASSERT_TRUE(CanBook("corner", Exhibition("Literature corner", Space("corner"), "2035-10-10")));
  auto gala = WholeVenue(Concert("Gala", "", "2036-01-01 18:00", "2036-01-01 20:00"));
  EXPECT_FALSE(CanBook("gala", gala));
  gala.mutable_bookings(0)->add_excepted_spaces(Space("corner"));
  EXPECT_TRUE(CanBook("gala", gala));
  EXPECT_FALSE(
      CanBook("talk", Concert("Talk", Space("hall"), "2036-01-01 19:00", "2036-01-01 21:00")));
}

TEST_F(Scenario, TheRibbonOfACornerIsCutInsideIt) {
  ASSERT_TRUE(CanBook("corner", Exhibition("Literature corner", Space("corner"), "2035-10-10")));
  auto cutting = Concert("Ribbon cutting", Space("corner"), "2035-10-10 11:00", "2035-10-10 12:00");
  EXPECT_FALSE(CanBook("stranger", cutting));
  cutting.set_host("events/corner");
  ASSERT_TRUE(CanBook("cutting", cutting));
  // Two guests of one host stand in each other's way.
  EXPECT_FALSE(CanBook("second-cutting", cutting));
}

TEST_F(Scenario, AnEventOutsideItsHostIsRefused) {
  ASSERT_TRUE(CanBook("corner", Exhibition("Literature corner", Space("corner"), "2035-10-10")));
  auto early = Concert("Ribbon cutting", Space("corner"), "2035-10-09 11:00", "2035-10-09 12:00");
  early.set_host("events/corner");
  const v1::ConflictReport report = testing::ConflictsOf(Book(client(), "cutting", early).status());
  ASSERT_EQ(report.total(), 1) << report.ShortDebugString();
  EXPECT_EQ(report.conflicts(0).rule(), v1::CONFLICT_RULE_OUTSIDE_HOST);
}

TEST_F(Scenario, ACancelledConcertLeavesItsSlotFree) {
  const auto concert = Concert("Concert", Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00");
  ASSERT_TRUE(CanBook("first", concert));
  EXPECT_FALSE(CanBook("second", concert));
  ASSERT_TRUE(testing::Cancel(client(), "events/first").ok());
  EXPECT_TRUE(CanBook("second", concert));
}

TEST_F(Scenario, OccupancyAndListsAgree) {
  ASSERT_TRUE(CanBook("loops", Exhibition("Loops", Space("gallery"), "2036-05-01", "2036-05-31")));
  ASSERT_TRUE(CanBook("recital",
                      Concert("Recital", Space("hall"), "2036-05-09 18:00", "2036-05-09 20:00")));
  ASSERT_TRUE(CanBook("corner", Exhibition("Corner", Space("corner"), "2035-10-10")));
  ASSERT_TRUE(
      CanBook("june", Concert("June", Space("hall"), "2036-06-01 00:00", "2036-06-01 02:00")));
  ASSERT_TRUE(
      CanBook("april", Concert("April", Space("hall"), "2036-04-30 22:00", "2036-05-01 00:00")));
  ASSERT_TRUE(CanBook("cancelled",
                      Concert("Cancelled", Space("hall"), "2036-05-10 18:00", "2036-05-10 20:00")));
  ASSERT_TRUE(testing::Cancel(client(), "events/cancelled").ok());

  v1::EventFilter in_may;
  in_may.add_states(v1::EVENT_STATE_CONFIRMED);
  in_may.add_venues("venues/library");
  *in_may.mutable_window()->mutable_first_day() = testing::Day("2036-05-01");
  *in_may.mutable_window()->mutable_last_day() = testing::Day("2036-05-31");
  std::set<std::string> listed, occupying;
  for (const v1::Event& event : testing::ListAll(client(), in_may)) listed.insert(event.name());
  for (const auto& occupancy : Occupancy("venues/library", "2036-05-01", "2036-05-31")) {
    occupying.insert(occupancy.event());
  }
  EXPECT_EQ(occupying, (std::set<std::string>{"events/loops", "events/recital", "events/corner"}));
  EXPECT_EQ(listed, occupying);
}

TEST_F(Scenario, OccupancyShowsWhenTheSpaceIsInUse) {
  auto recital = Concert("Recital", Space("hall"), "2036-05-09 18:00", "2036-05-09 20:00");
  recital.mutable_bookings(0)->mutable_set_up()->set_seconds(3600);
  ASSERT_TRUE(CanBook("recital", recital));
  const auto occupancies = Occupancy(Space("hall"), "2036-05-09", "2036-05-09");
  ASSERT_EQ(occupancies.size(), 1);
  EXPECT_EQ(occupancies[0].resource(), Space("hall"));
  EXPECT_EQ(occupancies[0].kind(), v1::OCCUPANCY_KIND_CONFIRMED);
  EXPECT_EQ(TimeUtil::ToString(occupancies[0].start_time()), "2036-05-09T12:00:00Z");
  EXPECT_EQ(TimeUtil::ToString(occupancies[0].end_time()), "2036-05-09T15:00:00Z");
}

}  // namespace
}  // namespace taqvim::e2e
