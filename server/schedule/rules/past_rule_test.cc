// What is told of bookings that are over.
#include "server/schedule/rules/past_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PastRuleTest : public EventsTest {
 protected:
  // It is 1 October 2025, 15:00 in Almaty.
  PastRuleTest() : EventsTest(absl::FromUnixSeconds(1759312800)) {}

  std::vector<v1::Conflict> Told(const std::string& period, const std::string& more = "") {
    auto request = FromText<v1::CreateEventRequest>(
        absl::StrCat("confirm: true event { title { key: 'en' value: 'A talk' } owner: "
                     "'organizations/owner' activity { form: ACTIVITY_FORM_TALK } ",
                     period, " bookings { id: 'b' space: '", hall_, "' } ", more, " }"));
    request.set_event_id(absl::StrCat("e", ++number_));
    const auto created = Run(CreateEvent, request);
    EXPECT_TRUE(created.ok()) << created.status();
    if (!created.ok()) return {};
    return {created->advisories().begin(), created->advisories().end()};
  }

  int number_ = 0;
};

TEST_F(PastRuleTest, ABookingThatIsOverIsAcceptedAndTold) {
  const auto told = Told(Timed("2025-10-01 13:00", "2025-10-01 15:00"));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].rule(), v1::CONFLICT_RULE_IN_THE_PAST);
  EXPECT_EQ(told[0].severity(), v1::CONFLICT_SEVERITY_ADVISORY);
  EXPECT_EQ(told[0].resource(), hall_);
  EXPECT_EQ(told[0].booking(), "b");
  EXPECT_EQ(told[0].message(),
            absl::StrCat(hall_,
                         " is booked for a time that is over, 2025-10-01 13:00 to 15:00 "
                         "(Asia/Almaty)."));
}

TEST_F(PastRuleTest, WhatHasNotEndedIsAhead) {
  EXPECT_THAT(Told(Timed("2025-10-01 13:00", "2025-10-01 15:01")), IsEmpty());
  EXPECT_THAT(Told(Dated("2025-10-02", "2025-10-02")), IsEmpty());
}

TEST_F(PastRuleTest, WhatTheWriteLeavesIsNotToldAgain) {
  ASSERT_EQ(Told(Timed("2025-10-01 13:00", "2025-10-01 15:00")).size(), 1u);
  EXPECT_THAT(Update("events/e1", {"title"}, "title { key: 'en' value: 'New' }")->advisories(),
              IsEmpty());
  const auto moved = Update("events/e1", {"period"}, Timed("2025-09-30 13:00", "2025-09-30 15:00"));
  EXPECT_THAT(Lines(moved->advisories()), ElementsAre("0 events/e1 IN_THE_PAST , advisory"));
}

TEST_F(PastRuleTest, OfWhatRepeatsNothingIsTold) {
  EXPECT_THAT(Told(Timed("2025-09-01 13:00", "2025-09-01 15:00"),
                   "recurrence { rule: 'FREQ=WEEKLY;COUNT=10' }"),
              IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
