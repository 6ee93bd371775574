// What is told of moves, and to whom.
#include "absl/strings/str_cat.h"
#include "server/access/redact.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/moves_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ClosedMovesTest : public MovesTest {
 protected:
  ClosedMovesTest() {
    viewer_.Add(v1::ROLE_VIEWER);
    library_manager_.AddForVenue(v1::ROLE_VENUE_MANAGER, library_);
    museum_manager_.AddForVenue(v1::ROLE_VENUE_MANAGER, museum_);
    public_.Add(v1::ROLE_PUBLIC);
  }

  // A private talk in the hall that asks for the room, with the ensemble.
  void AskPrivately() {
    BookHall("a", "visibility: VISIBILITY_PRIVATE");
    auto asked = Ask("events/a", {"bookings"},
                     absl::StrCat("bookings { id: 'b1' space: '", room_,
                                  "' } bookings { id: 'b2' participant: '", ensemble_, "' }"));
    ASSERT_TRUE(asked.ok()) << asked.status();
  }

  template <class Request, class Response>
  Response RunAs(const access::Rights& rights, ScheduleStore::ReadMethod<Request, Response> method,
                 const std::string& text) {
    absl::StatusOr<Response> answer = absl::UnknownError("The read did not run.");
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      answer = method(snapshot, {"somebody", rights}, FromText<Request>(text));
      return answer.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return answer.ok() ? *answer : Response();
  }
  v1::Event GetAs(const access::Rights& rights) {
    return RunAs(rights, GetEvent, "name: 'events/a'").event();
  }

  access::Rights viewer_, library_manager_, museum_manager_, public_;
};

TEST_F(ClosedMovesTest, WhoSeesTheEventSeesItsMove) {
  AskPrivately();
  EXPECT_TRUE(GetAs(library_manager_).has_move());
  EXPECT_EQ(GetAs(library_manager_).move().holds_size(), 2);
}

TEST_F(ClosedMovesTest, OfAClosedEventItIsLeftOut) {
  AskPrivately();
  const v1::Event closed = GetAs(viewer_);
  EXPECT_FALSE(closed.has_move());
  EXPECT_THAT(closed.title(), IsEmpty());
  EXPECT_EQ(closed.bookings_size(), 1);
  EXPECT_EQ(closed.hold_rank(), 0);
  EXPECT_THAT(RunAs(viewer_, ListPendingBookings, "").bookings(), IsEmpty());
  EXPECT_THAT(RunAs(viewer_, ListConflicts, "").conflicts(), IsEmpty());
}

TEST_F(ClosedMovesTest, WhoDecidesAboutItSeesAllOfTheEventWhileItIsPending) {
  BookHall("a", "visibility: VISIBILITY_PRIVATE");
  EXPECT_THAT(GetAs(museum_manager_).title(), IsEmpty());
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  EXPECT_THAT(GetAs(museum_manager_).title(), Not(IsEmpty()));
  EXPECT_TRUE(GetAs(museum_manager_).has_move());
  EXPECT_THAT(RunAs(museum_manager_, ListPendingBookings, "").bookings(), SizeIs(1));
  ASSERT_TRUE(Refuse("events/a").ok());
  EXPECT_THAT(GetAs(museum_manager_).title(), IsEmpty());
  EXPECT_FALSE(GetAs(museum_manager_).has_move());
}

TEST_F(ClosedMovesTest, SoDoesWhoDecidesForAParticipant) {
  const std::string orchestra = AddApprovingParticipant("orchestra");
  access::Rights organizer;
  organizer.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/of-orchestra");
  organizer.AddForParticipant(orchestra);
  BookHall("a", "visibility: VISIBILITY_PRIVATE");
  EXPECT_THAT(GetAs(organizer).title(), IsEmpty());
  ASSERT_TRUE(Ask("events/a", {"bookings"},
                  absl::StrCat("bookings { id: 'b1' space: '", hall_,
                               "' } bookings { id: 'b2' participant: '", orchestra, "' }"))
                  .ok());
  EXPECT_TRUE(GetAs(organizer).has_move());
  EXPECT_THAT(RunAs(organizer, ListPendingBookings, "").bookings(), SizeIs(1));
}

TEST_F(ClosedMovesTest, NoFilterLooksAtIt) {
  BookHall("a");
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  const auto all = access::Rights::All();
  const auto listed = [&](const std::string& filter) {
    return RunAs(all, ListEvents, "filter { " + filter + " }").events_size();
  };
  EXPECT_EQ(listed("spaces: '" + room_ + "'"), 0);
  EXPECT_EQ(listed("venues: '" + museum_ + "'"), 0);
  EXPECT_EQ(listed("spaces: '" + hall_ + "'"), 1);
}

TEST_F(ClosedMovesTest, ThePublicSeesWhereAPublishedEventIs) {
  BookHall("a");
  v1::PublishEventsRequest publish;
  publish.add_names("events/a");
  ASSERT_TRUE(Run(PublishEvents, publish).ok());
  ASSERT_TRUE(AskFor("events/a", room_).ok());
  const v1::Event shown = GetAs(public_);
  EXPECT_EQ(shown.bookings(0).space(), hall_);
  EXPECT_FALSE(shown.has_move());
}

TEST_F(ClosedMovesTest, WhatItHoldsOfParticipantsIsNotToldByName) {
  AskPrivately();
  const auto occupied =
      RunAs(library_manager_, QueryOccupancy,
            absl::StrCat("resources: '", ensemble_, "' window { first_day { ",
                         DateText("2025-10-10"), " } last_day { ", DateText("2025-10-10"), " } }"));
  EXPECT_THAT(occupied.occupancies(), SizeIs(1));
  access::Rights organizer;
  organizer.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/other");
  const auto closed =
      RunAs(organizer, QueryOccupancy,
            absl::StrCat("resources: '", ensemble_, "' window { first_day { ",
                         DateText("2025-10-10"), " } last_day { ", DateText("2025-10-10"), " } }"));
  ASSERT_THAT(closed.occupancies(), SizeIs(1));
  EXPECT_EQ(closed.occupancies(0).event(), "");
  EXPECT_EQ(closed.occupancies(0).kind(), v1::OCCUPANCY_KIND_HOLD);
}

TEST_F(ClosedMovesTest, OfWhatWasAcceptedTheCounterpartIsHiddenAsInTheEvent) {
  auto event = FromText<v1::Event>(
      "owner: 'organizations/owner' move { bookings { id: 'b2' participant: 'participants/x' } "
      "waivers { booking: 'b2' counterpart: 'events/secret' counterpart_etag: 'e' } }");
  access::Rights organizer;
  organizer.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/owner");
  access::Show(organizer, event);
  ASSERT_EQ(event.move().waivers_size(), 1);
  EXPECT_EQ(event.move().waivers(0).counterpart(), "");
  EXPECT_EQ(event.move().waivers(0).counterpart_etag(), "");
}

}  // namespace
}  // namespace taqvim::schedule
