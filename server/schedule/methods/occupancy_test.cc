#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The window is October 2025.
class QueryOccupancyTest : public ScheduleTest {
 protected:
  QueryOccupancyTest() : venue_(AddVenue("library")) {}

  static v1::QueryOccupancyRequest October(const std::vector<std::string>& resources) {
    auto request = FromText<v1::QueryOccupancyRequest>(R"pb(
      window {
        first_day { year: 2025 month: 10 day: 1 }
        last_day { year: 2025 month: 10 day: 31 }
      }
    )pb");
    request.mutable_resources()->Assign(resources.begin(), resources.end());
    return request;
  }

  // All pages.
  std::vector<v1::Occupancy> Query(v1::QueryOccupancyRequest request) {
    std::vector<v1::Occupancy> all;
    do {
      auto page = Run(QueryOccupancy, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      all.insert(all.end(), page->occupancies().begin(), page->occupancies().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // `events/talk on venues/library/spaces/hall` and the like.
  static std::vector<std::string> Summary(const std::vector<v1::Occupancy>& occupancies) {
    std::vector<std::string> lines;
    for (const v1::Occupancy& one : occupancies) {
      lines.push_back(
          absl::StrCat(one.event().empty() ? one.closure() : one.event(), " on ", one.resource()));
    }
    return lines;
  }

  const std::string venue_;
};

TEST_F(QueryOccupancyTest, OfAFreeSpaceIsEmpty) {
  EXPECT_THAT(Query(October({AddSpace(venue_, "hall")})), IsEmpty());
}

TEST_F(QueryOccupancyTest, SaysWhatWhenWhereAndForWhom) {
  const std::string hall = AddSpace(venue_, "hall");
  AddConfirmed("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  const auto found = Query(October({hall}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].requested_resource(), hall);
  EXPECT_EQ(found[0].resource(), hall);
  EXPECT_EQ(found[0].kind(), v1::OCCUPANCY_KIND_CONFIRMED);
  EXPECT_EQ(found[0].event(), "events/talk");
  EXPECT_EQ(found[0].event_kind(), v1::EVENT_KIND_ACTIVITY);
  EXPECT_EQ(found[0].title().at("en"), "The talk");
  EXPECT_EQ(found[0].time_zone(), "Asia/Almaty");
  EXPECT_EQ(found[0].host(), "");
  EXPECT_EQ(found[0].start_time().seconds(), 1760101200);  // 13:00 UTC
  EXPECT_EQ(found[0].end_time().seconds(), 1760108400);
}

TEST_F(QueryOccupancyTest, OfADayThatTheZoneSkipsIsEmpty) {
  // Samoa had no 30 December 2011, when it was the 30th in Auckland.
  const std::string apia = AddSpace(AddVenue("apia", "Pacific/Apia"), "hall");
  const std::string auckland = AddSpace(AddVenue("auckland", "Pacific/Auckland"), "hall");
  for (const std::string& hall : {apia, auckland}) {
    AddConfirmed(absl::StrCat("show-", hall.substr(7, 2)), hall, "2011-12-29 10:00",
                 "2011-12-31 20:00");
  }
  auto request = FromText<v1::QueryOccupancyRequest>(R"pb(
    window {
      first_day { year: 2011 month: 12 day: 30 }
      last_day { year: 2011 month: 12 day: 30 }
    }
  )pb");
  request.add_resources(apia);
  request.add_resources(auckland);
  EXPECT_THAT(Summary(Query(request)), ElementsAre("events/show-au on " + auckland));
}

TEST_F(QueryOccupancyTest, WindowIsInTheZoneOfTheVenue) {
  const std::string hall = AddSpace(venue_, "hall");
  AddConfirmed("late", hall, "2025-09-30 23:00", "2025-10-01 00:00");
  AddConfirmed("early", hall, "2025-10-01 00:00", "2025-10-01 01:00");
  AddConfirmed("last", hall, "2025-10-31 23:00", "2025-11-01 00:00");
  AddConfirmed("after", hall, "2025-11-01 00:00", "2025-11-01 01:00");
  EXPECT_THAT(Summary(Query(October({hall}))), ElementsAre(absl::StrCat("events/early on ", hall),
                                                           absl::StrCat("events/last on ", hall)));
}

TEST_F(QueryOccupancyTest, CompositeSpaceShowsItsPartsInOrder) {
  const std::string stage = AddSpace(venue_, "stage");
  const std::string stalls = AddSpace(venue_, "stalls");
  const std::string hall = AddSpace(venue_, "hall", {stalls, stage});
  AddConfirmed("concert", hall, "2025-10-11 18:00", "2025-10-11 20:00");
  AddConfirmed("rehearsal", stage, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(Summary(Query(October({hall}))),
              ElementsAre(absl::StrCat("events/rehearsal on ", stage),
                          absl::StrCat("events/concert on ", stage),
                          absl::StrCat("events/concert on ", stalls)));
}

TEST_F(QueryOccupancyTest, VenueShowsItselfAndAllItsSpaces) {
  const std::string hall = AddSpace(venue_, "hall");
  AddConfirmed("festival", venue_, "2025-10-10 10:00", "2025-10-10 20:00");
  AddConfirmed("talk", hall, "2025-10-09 18:00", "2025-10-09 20:00");
  EXPECT_THAT(Summary(Query(October({venue_}))),
              ElementsAre(absl::StrCat("events/festival on ", venue_),
                          absl::StrCat("events/talk on ", hall),
                          absl::StrCat("events/festival on ", hall)));
}

TEST_F(QueryOccupancyTest, BookingsOfOneEventThatTouchAreOneStretch) {
  const std::string hall = AddSpace(venue_, "hall");
  const auto booking = [&](const char* start, const char* end) {
    return absl::StrCat(" bookings { space: '", hall, "' period { timed { start {",
                        DateTimeText(start), "} end {", DateTimeText(end), "} } } }");
  };
  AddConfirmed("festival", hall, "2025-10-10 10:00", "2025-10-10 12:00",
               booking("2025-10-10 12:00", "2025-10-10 15:00") +
                   booking("2025-10-10 11:00", "2025-10-10 13:00") +
                   booking("2025-10-10 16:00", "2025-10-10 17:00"));
  const auto found = Query(October({hall}));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].end_time().seconds() - found[0].start_time().seconds(), 5 * 3600);
  EXPECT_EQ(found[1].end_time().seconds() - found[1].start_time().seconds(), 1 * 3600);
}

TEST_F(QueryOccupancyTest, StretchThatReachesIntoTheWindowIsShownInFull) {
  const std::string hall = AddSpace(venue_, "hall");
  AddConfirmed("loan", hall, "2025-09-01 00:00", "2025-12-01 00:00");
  const auto found = Query(October({hall}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].end_time().seconds() - found[0].start_time().seconds(), 91 * 86400);
}

TEST_F(QueryOccupancyTest, PermanentDisplayHasNoEnd) {
  const std::string corner = AddSpace(venue_, "corner");
  AddOrganization("ministry");
  auto created =
      Run(CreateEvent,
          absl::StrCat(R"pb(
                         event { title { key: 'en' value: 'The Azerbaijani Literature Corner' }
                                 owner: 'organizations/ministry'
                                 exhibition {}
                                 period {
                                   dated {
                                     first_day { year: 2025 month: 10 day: 10 }
                                     permanent: true
                                   }
                                 }
                                 bookings { space: ')pb",
                       corner, "' } }")
              .c_str());
  ASSERT_TRUE(created.ok()) << created.status();
  const auto found = Query(October({corner}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind(), v1::OCCUPANCY_KIND_HOLD);
  EXPECT_FALSE(found[0].has_end_time());
}

TEST_F(QueryOccupancyTest, ShowsOnlyTheKindsThatAreAskedFor) {
  const std::string hall = AddSpace(venue_, "hall");
  AddConfirmed("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", hall, "2025-10-11 18:00", "2025-10-11 20:00");
  auto closed = Run(CreateClosure, R"pb(
    parent: 'venues/library'
    closure_id: 'works'
    closure {
      reason { key: 'en' value: 'Building works' }
      period {
        dated {
          first_day { year: 2025 month: 10 day: 12 }
          last_day { year: 2025 month: 10 day: 13 }
        }
      }
    }
  )pb");
  ASSERT_TRUE(closed.ok()) << closed.status();
  auto request = October({hall});
  EXPECT_THAT(Query(request), SizeIs(3));
  request.add_kinds(v1::OCCUPANCY_KIND_CLOSURE);
  const auto closures = Query(request);
  ASSERT_THAT(closures, SizeIs(1));
  EXPECT_EQ(closures[0].closure(), "venues/library/closures/works");
  EXPECT_EQ(closures[0].title().at("en"), "Building works");
  request.add_kinds(v1::OCCUPANCY_KIND_HOLD);
  EXPECT_THAT(Query(request), SizeIs(2));
}

TEST_F(QueryOccupancyTest, HostedEventNamesItsHost) {
  const std::string corner = AddSpace(venue_, "corner");
  AddConfirmed("opening-day", corner, "2025-10-10 08:00", "2025-10-10 22:00");
  AddConfirmed("ribbon-cutting", corner, "2025-10-10 10:00", "2025-10-10 11:00",
               "host: 'events/opening-day'");
  const auto found = Query(October({corner}));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].event(), "events/opening-day");
  EXPECT_EQ(found[1].event(), "events/ribbon-cutting");
  EXPECT_EQ(found[1].host(), "events/opening-day");
}

TEST_F(QueryOccupancyTest, ParticipantIsAskedForInTheZoneOfTheRequest) {
  const std::string poet = AddParticipant("poet");
  // 2025-09-30 22:00 UTC.
  AddConfirmed("reading", poet, "2025-10-01 03:00", "2025-10-01 03:30");
  auto request = October({poet});
  EXPECT_THAT(Query(request), IsEmpty());
  request.set_time_zone("Asia/Baku");
  EXPECT_THAT(Query(request), SizeIs(1));
}

TEST_F(QueryOccupancyTest, ParticipantIsInTheZoneOfTheBookingThatTakesIt) {
  const std::string poet = AddParticipant("poet");
  AddConfirmed("reading", poet, "2025-10-10 18:00", "2025-10-10 20:00");
  AddSpace(venue_, "hall");
  AddParticipant("guest");
  AddConfirmed("abroad", poet, "2025-10-11 18:00", "2025-10-11 20:00",
               "bookings { space: 'venues/library/spaces/hall' } bookings { participant: "
               "'participants/guest' time_zone: 'Asia/Baku' period { timed { start { " +
                   DateTimeText("2025-10-11 09:00") + " } end { " +
                   DateTimeText("2025-10-11 10:00") + " } } } }");
  const auto found = Query(October({poet, "participants/guest"}));
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].time_zone(), "Asia/Almaty");
  EXPECT_EQ(found[1].time_zone(), "Asia/Almaty");
  EXPECT_EQ(found[2].time_zone(), "Asia/Baku");
}

TEST_F(QueryOccupancyTest, EveryPageSizeGivesTheSameAnswer) {
  const std::string stage = AddSpace(venue_, "stage");
  const std::string stalls = AddSpace(venue_, "stalls");
  const std::string hall = AddSpace(venue_, "hall", {stage, stalls});
  for (int i = 1; i <= 9; ++i) {
    const std::string day = absl::StrCat("2025-10-0", i);
    AddHold(absl::StrCat("same-start-a", i), hall, day + " 18:00", day + " 20:00");
    AddHold(absl::StrCat("same-start-b", i), stage, day + " 18:00", day + " 19:00");
    AddHold(absl::StrCat("long", i), stalls, "2025-09-28 18:00", day + " 19:00");
  }
  auto request = October({hall, venue_, hall});
  request.set_page_size(1000);
  const auto whole = Summary(Query(request));
  EXPECT_THAT(whole, SizeIs(3 * 4 * 9));
  for (int size : {1, 2, 7, 36}) {
    request.set_page_size(size);
    EXPECT_EQ(Summary(Query(request)), whole) << "with pages of " << size;
  }
}

TEST_F(QueryOccupancyTest, OfWhatDoesNotExistNamesTheField) {
  auto response = Run(QueryOccupancy, October({venue_, "venues/nowhere"}));
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  auto event = Run(QueryOccupancy, October({"events/talk"}));
  EXPECT_EQ(event.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(QueryOccupancyTest, PastBookingsStayShownWhenASpaceIsDivided) {
  const std::string hall = AddSpace(venue_, "hall");
  const std::string stage = AddSpace(venue_, "stage");
  AddConfirmed("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  v1::UpdateSpaceRequest request;
  *request.mutable_space() = Run(GetSpace, "name: 'venues/library/spaces/hall'")->space();
  request.mutable_space()->add_parts(stage);
  auto divided = Run(UpdateSpace, request);
  ASSERT_TRUE(divided.ok()) << divided.status();
  EXPECT_THAT(Summary(Query(October({hall}))), ElementsAre("events/talk on " + hall));
  EXPECT_THAT(Summary(Query(October({venue_}))), ElementsAre("events/talk on " + hall));
}

}  // namespace
}  // namespace taqvim::schedule
