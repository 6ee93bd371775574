#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class ClosuresTest : public ScheduleTest {
 protected:
  ClosuresTest() : venue_(AddVenue("library")), hall_(AddSpace(venue_, "hall")) {}

  // A closure of the hall from one local time to another.
  absl::StatusOr<v1::CreateClosureResponse> Close(const std::string& start,
                                                  const std::string& end) {
    auto request = FromText<v1::CreateClosureRequest>("closure { period { timed {start {" +
                                                      DateTimeText(start) + "} end {" +
                                                      DateTimeText(end) + "} } } }");
    request.set_parent(venue_);
    request.mutable_closure()->add_spaces(hall_);
    return Run(CreateClosure, request);
  }

  int Occupancies() {
    auto response = Run(QueryOccupancy, R"pb(
      resources: 'venues/library/spaces/hall'
      kinds: OCCUPANCY_KIND_CLOSURE
      window {
        first_day { year: 2025 month: 1 day: 1 }
        last_day { year: 2025 month: 12 day: 31 }
      }
    )pb");
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->occupancies_size() : -1;
  }

  const std::string venue_;
  const std::string hall_;
};

using CreateClosureTest = ClosuresTest;
using UpdateClosureTest = ClosuresTest;
using DeleteClosureTest = ClosuresTest;

TEST_F(CreateClosureTest, SucceedsAndReportsTheConfirmedEventsInIt) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
  auto closed = Close("2025-10-10 19:00", "2025-10-12 00:00");
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->conflicts().total(), 1);
  EXPECT_EQ(closed->conflicts().conflicts(0).event(), "events/concert");
  EXPECT_EQ(closed->conflicts().conflicts(0).counterpart(), closed->closure().name());
  EXPECT_EQ(closed->conflicts().conflicts(0).rule(), v1::CONFLICT_RULE_VENUE_CLOSED);
  EXPECT_EQ(Occupancies(), 1);
}

TEST_F(CreateClosureTest, InTheHourThatClocksSkipNamesTheField) {
  const std::string venue = AddVenue("akademie", "Europe/Berlin");
  auto closed = Run(CreateClosure, R"pb(
    parent: 'venues/akademie'
    closure {
      period {
        timed {
          start { year: 2025 month: 3 day: 30 hours: 2 minutes: 30 }
          end { year: 2025 month: 3 day: 30 hours: 5 }
        }
      }
    }
  )pb");
  EXPECT_EQ(ReasonOf(closed.status()), v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  EXPECT_THAT(std::string(closed.status().message()), HasSubstr("closure.period.timed.start"));
}

TEST_F(UpdateClosureTest, InAnHourThatTheClocksOfACorrectedZoneSkipKeepsItsLength) {
  ASSERT_TRUE(Close("2027-03-28 02:30", "2027-03-28 03:30").ok());
  v1::GetVenueRequest get;
  get.set_name(venue_);
  v1::UpdateVenueRequest correct;
  *correct.mutable_venue() = Run(GetVenue, get)->venue();
  correct.mutable_venue()->set_time_zone("Europe/Berlin");
  correct.mutable_update_mask()->add_paths("time_zone");
  ASSERT_TRUE(Run(UpdateVenue, correct).ok());
  auto closed = Run(QueryOccupancy, R"pb(
    resources: 'venues/library/spaces/hall'
    window {
      first_day { year: 2027 month: 3 day: 28 }
      last_day { year: 2027 month: 3 day: 28 }
    }
  )pb");
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->occupancies_size(), 1);
  EXPECT_EQ(closed->occupancies(0).start_time().seconds(), 1806197400);  // 01:30 UTC
  EXPECT_EQ(closed->occupancies(0).end_time().seconds(), 1806201000);    // 02:30 UTC
}

TEST_F(CreateClosureTest, OfSpacesOfAnotherVenueFails) {
  AddVenue("theatre");
  auto closed = Run(CreateClosure, R"pb(
    parent: 'venues/theatre'
    closure {
      spaces: 'venues/library/spaces/hall'
      period {
        dated {
          first_day { year: 2025 month: 3 day: 30 }
          permanent: true
        }
      }
    }
  )pb");
  EXPECT_EQ(closed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(closed.status().message()), HasSubstr("closure.spaces[0]"));
}

TEST_F(UpdateClosureTest, MovesWhatIsClosedAndReportsAgain) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  auto closed = Close("2025-11-10 10:00", "2025-11-10 12:00");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->conflicts().total(), 0);
  v1::UpdateClosureRequest request;
  *request.mutable_closure() = closed->closure();
  auto& start = *request.mutable_closure()->mutable_period()->mutable_timed()->mutable_start();
  start.set_month(10);
  auto moved = Run(UpdateClosure, request);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->conflicts().total(), 1);
  EXPECT_EQ(Occupancies(), 1);
}

TEST_F(DeleteClosureTest, OpensWhatWasClosed) {
  auto closed = Close("2025-10-10 10:00", "2025-10-10 12:00");
  ASSERT_TRUE(closed.ok()) << closed.status();
  v1::DeleteClosureRequest request;
  request.set_name(closed->closure().name());
  request.set_etag(closed->closure().etag());
  auto deleted = Run(DeleteClosure, request);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(Occupancies(), 0);
  EXPECT_THAT(Run(ListClosures, "parent: 'venues/library'")->closures(), SizeIs(0));
}

TEST_F(CreateClosureTest, SaysNothingOfWhatIsOver) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddConfirmed("gala", hall_, "2025-10-12 18:00", "2025-10-12 20:00");
  schedule_.now = absl::FromUnixSeconds(1760140800);  // 2025-10-11
  auto closed = Close("2025-10-10 00:00", "2025-10-13 00:00");
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->conflicts().total(), 1);
  EXPECT_EQ(closed->conflicts().conflicts(0).event(), "events/gala");
}

TEST_F(UpdateClosureTest, OfNothingSaysNothingOfWhatWasAccepted) {
  auto closed = Close("2025-10-10 10:00", "2025-10-10 22:00");
  ASSERT_TRUE(closed.ok()) << closed.status();
  AddOrganization("owner");
  auto create = FromText<v1::CreateEventRequest>(
      "event_id: 'concert' overrides: CONFLICT_RULE_VENUE_CLOSED event { title { key: 'en' value: "
      "'Concert' } owner: 'organizations/owner' activity { form: ACTIVITY_FORM_CONCERT } period { "
      "timed { start { " +
      DateTimeText("2025-10-10 18:00") + " } end { " + DateTimeText("2025-10-10 20:00") +
      " } } } bookings { space: '" + hall_ + "' } }");
  ASSERT_TRUE(Run(CreateEvent, create).ok());
  ASSERT_TRUE(Run(ConfirmEvent, "name: 'events/concert'").ok());
  v1::UpdateClosureRequest request;
  *request.mutable_closure() = closed->closure();
  auto same = Run(UpdateClosure, request);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->conflicts().total(), 0);
  (*request.mutable_closure()->mutable_reason())["en"] = "The roof";
  EXPECT_EQ(Run(UpdateClosure, request)->conflicts().total(), 1);
}

}  // namespace
}  // namespace taqvim::schedule
