// When and for how long a venue can be booked.
#include "server/schedule/rules/booking_limits_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class BookingLimitsTest : public EventsTest {
 protected:
  // It is 1 October 2025, 15:00 in Almaty.
  BookingLimitsTest() : EventsTest(absl::FromUnixSeconds(1759312800)) {}

  absl::Status Limit(const std::string& limits) {
    auto request = FromText<v1::GetVenueRequest>(absl::StrCat("name: '", library_, "'"));
    v1::UpdateVenueRequest update;
    *update.mutable_venue() = Run(GetVenue, request)->venue();
    *update.mutable_venue()->mutable_booking_limits() = FromText<v1::BookingLimits>(limits);
    update.mutable_update_mask()->add_paths("booking_limits");
    return Run(UpdateVenue, update).status();
  }

  static std::string Talk(const std::string& period, const std::string& space,
                          const std::string& more = "") {
    return absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ", period, " bookings { id: 'b' ",
                        "space: '", space, "' } ", more);
  }
  // What the sentence of the one conflict says; empty when it is accepted.
  std::string Why(const std::string& fields) {
    const auto created = Create(absl::StrCat("e", ++number_), fields);
    if (created.ok()) return "";
    v1::ConflictReport report;
    GetDetail(created.status(), &report);
    EXPECT_EQ(report.conflicts_size(), 1) << created.status();
    if (report.conflicts().empty()) return "?";
    EXPECT_EQ(report.conflicts(0).rule(), v1::CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS);
    EXPECT_EQ(report.conflicts(0).severity(), v1::CONFLICT_SEVERITY_OVERRIDABLE);
    EXPECT_EQ(report.conflicts(0).counterpart(), library_);
    return report.conflicts(0).message();
  }
  std::string WhyTimed(const std::string& start, const std::string& end) {
    return Why(Talk(Timed(start, end), hall_));
  }

  int number_ = 0;
};

TEST_F(BookingLimitsTest, NoticeIsGivenBeforeTheStart) {
  ASSERT_TRUE(Limit("notice { seconds: 172800 }").ok());
  EXPECT_THAT(WhyTimed("2025-10-03 14:59", "2025-10-03 15:30"),
              HasSubstr("is booked at least 2 days before; this is"));
  EXPECT_EQ(WhyTimed("2025-10-03 15:00", "2025-10-03 16:00"), "");
}

TEST_F(BookingLimitsTest, DaysAheadAreThoseOfItsCalendar) {
  ASSERT_TRUE(Limit("days_ahead: 1").ok());
  EXPECT_EQ(WhyTimed("2025-10-02 23:00", "2025-10-02 23:59"), "");
  EXPECT_THAT(WhyTimed("2025-10-03 00:00", "2025-10-03 01:00"), HasSubstr("at most 1 day ahead"));
}

TEST_F(BookingLimitsTest, TheLongestIsWithoutSetUpAndOfDaysToo) {
  ASSERT_TRUE(Limit("longest { seconds: 172800 }").ok());
  EXPECT_EQ(Why(Talk(Dated("2025-10-10", "2025-10-11"), hall_)), "");
  EXPECT_THAT(Why(Talk(Dated("2025-10-13", "2025-10-15"), hall_)), HasSubstr("for at most 2 days"));
  EXPECT_THAT(Why(absl::StrCat("exhibition {} ", Dated("2025-10-20", ""), " bookings { space: '",
                               hall_, "' }")),
              HasSubstr("for at most 2 days"));
}

TEST_F(BookingLimitsTest, AllThatIsBrokenIsSaidAtOnce) {
  ASSERT_TRUE(Limit("days_ahead: 30 longest { seconds: 5400 }").ok());
  EXPECT_THAT(WhyTimed("2025-12-01 10:00", "2025-12-01 12:00"),
              HasSubstr("is booked at most 30 days ahead and for at most 90 minutes; this is"));
}

TEST_F(BookingLimitsTest, OfASeriesTheFirstOccurrenceCounts) {
  ASSERT_TRUE(Limit("days_ahead: 30").ok());
  const std::string weekly = "recurrence { rule: 'FREQ=WEEKLY;COUNT=20' }";
  EXPECT_EQ(Why(Talk(Timed("2025-10-20 10:00", "2025-10-20 11:00"), hall_, weekly)), "");
  EXPECT_THAT(Why(Talk(Timed("2025-11-20 10:00", "2025-11-20 11:00"), hall_, weekly)),
              HasSubstr("at most 30 days ahead"));
}

// What was asked for in time stays; what is moved is asked for anew.
TEST_F(BookingLimitsTest, CountWhenSomethingIsAskedForAndNotAgain) {
  ASSERT_TRUE(Limit("notice { seconds: 172800 }").ok());
  ASSERT_TRUE(Create("talk", Talk(Timed("2025-10-10 10:00", "2025-10-10 11:00"), hall_)).ok());
  schedule_.now += absl::Hours(24 * 8);
  EXPECT_TRUE(Confirm("events/talk").ok());
  EXPECT_TRUE(
      Update("events/talk", {"bookings"},
             absl::StrCat("bookings { id: 'b' space: '", hall_, "' expected_attendance: 5 }"))
          .ok());
  const std::string later = Timed("2025-10-10 12:00", "2025-10-10 13:00");
  EXPECT_THAT(Lines(Update("events/talk", {"period"}, later).status()),
              ElementsAre("0 events/talk OUTSIDE_BOOKING_LIMITS venues/library"));
  EXPECT_TRUE(
      Update("events/talk", {"period"}, later, {v1::CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS}).ok());
}

TEST_F(BookingLimitsTest, BindNoParticipantAndNothingThatIsBookedAlready) {
  ASSERT_TRUE(Create("talk", Talk(Timed("2025-10-10 10:00", "2025-10-10 18:00"), hall_)).ok());
  ASSERT_TRUE(Limit("longest { seconds: 60 }").ok());
  EXPECT_TRUE(Confirm("events/talk").ok());
  const std::string tour =
      absl::StrCat("activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' ",
                   Timed("2025-10-12 10:00", "2025-10-12 18:00"), " bookings { participant: '",
                   ensemble_, "' }");
  EXPECT_TRUE(Create("tour", tour).ok());
  const auto listed = Run(ListConflicts, v1::ListConflictsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_THAT(listed->conflicts(), IsEmpty());
}

TEST_F(BookingLimitsTest, AreCheckedThemselves) {
  const absl::Status status =
      Limit("notice { seconds: 90 } days_ahead: -1 longest { seconds: 600000000 }");
  EXPECT_THAT(ViolationsOf(status),
              ElementsAre(Pair("venue.booking_limits.days_ahead", _),
                          Pair("venue.booking_limits.longest", HasSubstr("(3660 days)")),
                          Pair("venue.booking_limits.notice", HasSubstr("whole minutes"))));
  EXPECT_THAT(ViolationsOf(Limit("notice { seconds: 172800 } days_ahead: 1")),
              ElementsAre(Pair("venue.booking_limits.days_ahead", HasSubstr("no day"))));
  EXPECT_TRUE(Limit("notice { seconds: 172740 } days_ahead: 1").ok());
}

}  // namespace
}  // namespace taqvim::schedule
