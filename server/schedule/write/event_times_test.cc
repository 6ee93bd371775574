// What is booked when.
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

class EventTimesTest : public EventsTest {
 protected:
  // An exhibition in a space or venue.
  absl::Status Exhibit(const std::string& id, const std::string& booking, const std::string& first,
                       const std::string& last) {
    auto created = Create(id, "exhibition {} " + Dated(first, last) + "bookings {" + booking + "}");
    return created.ok() ? Confirm("events/" + id).status() : created.status();
  }

  absl::Status Perform(const std::string& id, const std::string& start, const std::string& end,
                       const std::string& more = "") {
    return Create(id, "activity { form: ACTIVITY_FORM_CONCERT } " + Timed(start, end) +
                          "bookings { space: '" + hall_ + "' " + more + "}")
        .status();
  }

  const std::string in_hall_ = "space: '" + hall_ + "'";
};

TEST_F(EventTimesTest, TheLastDayOfAnExhibitionIsOccupiedAndTheDayAfterIsFree) {
  ASSERT_TRUE(Exhibit("show", in_hall_, "2025-10-01", "2025-10-31").ok());
  auto on_the_last_day = Perform("late", "2025-10-31 23:00", "2025-10-31 23:30");
  EXPECT_THAT(Lines(on_the_last_day), ElementsAre("0 events/late RESOURCE_BUSY events/show"));
  EXPECT_TRUE(Perform("early", "2025-11-01 00:00", "2025-11-01 01:00").ok());
}

TEST_F(EventTimesTest, BackToBackConcertsAreNoConflict) {
  AddConfirmed("matinee", hall_, "2025-10-10 16:00", "2025-10-10 18:00");
  EXPECT_TRUE(Perform("evening", "2025-10-10 18:00", "2025-10-10 20:00").ok());
  EXPECT_TRUE(Perform("morning", "2025-10-10 14:00", "2025-10-10 16:00").ok());
}

TEST_F(EventTimesTest, AConcertInsideAnotherIsAConflictOfThatTime) {
  AddConfirmed("festival", hall_, "2025-10-10 10:00", "2025-10-10 22:00");
  auto inside = Perform("song", "2025-10-10 12:00", "2025-10-10 12:05");
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(inside, &report)) << inside;
  const v1::Conflict& conflict = report.conflicts(0);
  EXPECT_EQ(conflict.resource(), hall_);
  EXPECT_EQ(conflict.end_time().seconds() - conflict.start_time().seconds(), 5 * 60);
}

TEST_F(EventTimesTest, SetUpAndTearDownOccupyTheHallToo) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const std::string set_up = "set_up { seconds: 3600 }", tear_down = "tear_down { seconds: 3600 }";
  EXPECT_FALSE(Perform("after", "2025-10-10 20:30", "2025-10-10 22:00", set_up).ok());
  EXPECT_TRUE(Perform("later", "2025-10-10 21:00", "2025-10-10 22:00", set_up).ok());
  EXPECT_FALSE(Perform("before", "2025-10-10 16:00", "2025-10-10 17:30", tear_down).ok());
}

TEST_F(EventTimesTest, APermanentCornerLeavesItsLibraryBookableAroundIt) {
  ASSERT_TRUE(Exhibit("corner", "space: '" + corner_ + "'", "2025-10-01", "").ok());
  const std::string whole = "venue: '" + library_ + "'";
  EXPECT_THAT(Lines(Exhibit("all", whole, "2030-01-01", "2030-01-02")),
              ElementsAre("0 events/all RESOURCE_BUSY events/corner"));
  EXPECT_TRUE(
      Exhibit("around", whole + " excepted_spaces: '" + corner_ + "'", "2030-01-01", "2030-01-02")
          .ok());
  EXPECT_FALSE(Exhibit("show", in_hall_, "2030-01-02", "2030-01-02").ok());
}

TEST_F(EventTimesTest, AWholeOfWhichEverythingIsExceptedIsRefused) {
  auto nothing =
      Create("nothing", "exhibition {} " + Dated("2025-10-01", "2025-10-02") +
                            "bookings { space: '" + hall_ + "' excepted_spaces: '" + hall_ + "' }");
  EXPECT_EQ(ReasonOf(nothing.status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(EventTimesTest, AnEnsembleCannotBeInTwoPlacesAtOnce) {
  AddConfirmed("tour", ensemble_, "2025-10-10 18:00", "2025-10-10 20:00");
  auto elsewhere = Create("elsewhere", "activity { form: ACTIVITY_FORM_CONCERT } " +
                                           Timed("2025-10-10 19:00", "2025-10-10 21:00") +
                                           "bookings { space: '" + hall_ +
                                           "' } bookings { participant: '" + ensemble_ + "' }");
  EXPECT_THAT(Lines(elsewhere.status()),
              ElementsAre("0 events/elsewhere RESOURCE_BUSY events/tour"));
}

}  // namespace
}  // namespace taqvim::schedule
