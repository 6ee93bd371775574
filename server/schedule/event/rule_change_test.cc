// What of an event that repeats an approval has seen, and what needs a new one.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kPendingState = v1::APPROVAL_STATE_PENDING;
constexpr auto kConfirmedState = v1::APPROVAL_STATE_APPROVED;
constexpr auto kWaive = v1::CONFLICT_RULE_APPROVAL_NEEDED;

std::string Excluded(const std::string& day) { return DayText("excluded_days", day); }

std::string Moved(const std::string& day, const std::string& start, const std::string& end) {
  return absl::StrCat("moved_occurrences { ", DayText("day", day), Timed(start, end), " } ");
}

class RuleChangeTest : public ApprovingTest {
 protected:
  // A talk in the room on Friday 2025-10-10, 18:00 to 20:00, and again, that the
  // museum has approved.
  void AddApproved(const std::string& recurrence, const std::string& booking = "") {
    auto created = Create("talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                               Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                               "bookings { id: 'room' space: '", room_, "' ",
                                               booking, " } ", recurrence));
    ASSERT_TRUE(created.ok()) << created.status();
    ASSERT_TRUE(Confirm("events/talk").ok());
    auto approved = Approve("events/talk");
    ASSERT_TRUE(approved.ok()) << approved.status();
    ASSERT_EQ(approved->event().state(), v1::EVENT_STATE_CONFIRMED);
  }

  absl::Status Change(const std::string& recurrence,
                      const std::vector<v1::ConflictRule>& rules = {}) {
    return Update("events/talk", {"recurrence"}, recurrence, rules).status();
  }

  // The one conflict of a refusal for want of an approval.
  v1::Conflict NeededFor(const absl::Status& refusal) {
    v1::ConflictReport report;
    EXPECT_TRUE(GetDetail(refusal, &report)) << refusal;
    EXPECT_THAT(Lines(refusal), ElementsAre("0 events/talk APPROVAL_NEEDED venues/museum"));
    return report.conflicts_size() == 1 ? report.conflicts(0) : v1::Conflict();
  }
  std::vector<std::string> NewDays(const absl::Status& refusal) {
    return Text(NeededFor(refusal).new_days());
  }

  // A tentative talk as AddApproved has it, with a second booking that the museum
  // has still to decide about.
  void AddHalfApproved(const std::string& recurrence) {
    auto created = Create(
        "talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                             Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                             "bookings { id: 'room' space: '", room_,
                             "' } bookings { id: 'again' space: '", room_, "' } ", recurrence));
    ASSERT_TRUE(created.ok()) << created.status();
    ASSERT_TRUE(Confirm("events/talk").ok());
    ASSERT_TRUE(Run(ApproveBooking, "name: 'events/talk' booking: 'room'").ok());
    ASSERT_EQ(Get("events/talk").approvals(0).state(), kConfirmedState);
  }
  v1::ApprovalState StateAfter(const std::string& recurrence) {
    auto changed = Change(recurrence);
    EXPECT_TRUE(changed.ok()) << changed;
    return Get("events/talk").approvals(0).state();
  }
};

TEST_F(RuleChangeTest, DaysBeyondTheHorizonNeedAnApproval) {
  AddApproved("");
  const absl::Status refused = Change(Rule("FREQ=YEARLY;INTERVAL=3"));
  const v1::Conflict needed = NeededFor(refused);
  EXPECT_THAT(Text(needed.new_days()),
              ElementsAre("2028-10-10", "2031-10-10", "2034-10-10", "2037-10-10", "2040-10-10",
                          "2043-10-10", "2046-10-10", "2049-10-10", "2052-10-10"));
  EXPECT_THAT(needed.message(), HasSubstr("2028-10-10, 2031-10-10"));
  EXPECT_EQ(
      absl::FormatTime(absl::FromUnixSeconds(needed.start_time().seconds()), absl::UTCTimeZone()),
      "2028-10-10T13:00:00+00:00");
  EXPECT_FALSE(Get("events/talk").has_recurrence());
  // Whoever may decide for the museum takes it upon himself.
  ASSERT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=3"), {kWaive}).ok());
  EXPECT_THAT(Get("events/talk").approvals(), IsEmpty());
}

TEST_F(RuleChangeTest, NamesTheFirstTenDaysOfMany) {
  AddApproved("");
  const v1::Conflict needed = NeededFor(Change(Rule("FREQ=WEEKLY")));
  EXPECT_THAT(needed.new_days(), SizeIs(10));
  EXPECT_THAT(Text(needed.new_days()), Contains("2025-12-19"));
  EXPECT_THAT(needed.message(), HasSubstr("2025-12-19, and more"));
}

TEST_F(RuleChangeTest, WhatTheApprovalSawIsConfirmedWhenTheHorizonReachesIt) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=3"));
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-10 18:00"));
  SetNow("2027-01-01");
  EXPECT_TRUE(Rolls());
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-10 18:00", "2028-10-10 18:00"));
  ASSERT_THAT(Get("events/talk").approvals(), SizeIs(1));
  EXPECT_EQ(Get("events/talk").approvals(0).state(), kConfirmedState);
}

TEST_F(RuleChangeTest, ExcludedDaysAndAnEarlierEndNeedNone) {
  AddApproved(Rule("FREQ=WEEKLY"));
  for (const char* rule :
       {"FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;COUNT=2000", "FREQ=WEEKLY;COUNT=200",
        "FREQ=WEEKLY;UNTIL=20261231", "FREQ=WEEKLY;UNTIL=20261001", "FREQ=WEEKLY;COUNT=10"}) {
    const absl::Status changed = Change(Rule(rule, Excluded("2025-10-17")));
    EXPECT_TRUE(changed.ok()) << rule << ": " << changed;
  }
  EXPECT_TRUE(Update("events/talk", {"recurrence"}, "").ok());
  EXPECT_EQ(Get("events/talk").approvals(0).state(), kConfirmedState);
}

TEST_F(RuleChangeTest, WhatTheHorizonHasReachedSinceNeedsNone) {
  AddApproved(Rule("FREQ=WEEKLY"));
  SetNow("2025-01-20");
  const absl::Status excluded = Change(Rule("FREQ=WEEKLY", Excluded("2025-10-17")));
  EXPECT_TRUE(excluded.ok()) << excluded;
  EXPECT_EQ(Get("events/talk").approvals(0).state(), kConfirmedState);
}

TEST_F(RuleChangeTest, WhatWasOnlyHeldIsTriedAgainWithoutOne) {
  AddConfirmed("other", hall_, "2025-10-17 18:00", "2025-10-17 20:00");
  ASSERT_TRUE(Update("events/other", {"bookings"},
                     absl::StrCat("bookings { space: '", room_, "' }"), {kWaive})
                  .ok());
  const std::string hold = "on_conflict: OCCURRENCE_POLICY_HOLD ";
  AddApproved(Rule("FREQ=WEEKLY;COUNT=3", hold));
  ASSERT_THAT(ClaimsOf("events/talk"), Contains("2025-10-17 18:00 held"));
  ASSERT_TRUE(Cancel("events/other").ok());
  const absl::Status changed = Change(Rule("FREQ=WEEKLY;COUNT=3", hold + Excluded("2025-10-24")));
  EXPECT_TRUE(changed.ok()) << changed;
  EXPECT_THAT(ClaimsOf("events/talk"), ElementsAre("2025-10-10 18:00", "2025-10-17 18:00"));
}

TEST_F(RuleChangeTest, ALaterEndNeedsOneForTheDaysAfterTheFirst) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=4;COUNT=2"));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=4;COUNT=4"))),
              ElementsAre("2033-10-10", "2037-10-10"));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=4;UNTIL=20370101"))),
              ElementsAre("2033-10-10"));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=4"))), Contains("2053-10-10"));
  // As many, said otherwise.
  EXPECT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=4;UNTIL=20300101")).ok());
  EXPECT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=4;COUNT=2")).ok());
}

TEST_F(RuleChangeTest, AnEndThatCannotBeToldWithinThirtyYearsIsAChange) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=4;COUNT=100"));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=4;UNTIL=21000101"))), IsEmpty());
  EXPECT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=4;COUNT=99")).ok());
}

TEST_F(RuleChangeTest, AnotherRuleNeedsOneAlsoWhereItHasNoNewDays) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=3"));
  const v1::Conflict needed = NeededFor(Change(Rule("FREQ=YEARLY;INTERVAL=6")));
  EXPECT_THAT(needed.new_days(), IsEmpty());
  EXPECT_FALSE(needed.has_start_time());
  EXPECT_THAT(needed.message(), HasSubstr("the rule"));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=2;COUNT=3"))),
              ElementsAre("2027-10-10", "2029-10-10"));
}

TEST_F(RuleChangeTest, ADayThatIsExcludedNoMoreNeedsOne) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=3", Excluded("2031-10-10") + Excluded("2034-10-10")));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=3", Excluded("2031-10-10")))),
              ElementsAre("2034-10-10"));
  // Not where the rule does not come to it.
  EXPECT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=2")).ok());
}

TEST_F(RuleChangeTest, AnOccurrenceThatMovesNeedsOne) {
  const std::string moved = Moved("2028-10-10", "2028-10-12 18:00", "2028-10-12 20:00");
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=3", moved));
  EXPECT_THAT(NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=3"))), ElementsAre("2028-10-10"));
  EXPECT_THAT(
      NewDays(Change(Rule("FREQ=YEARLY;INTERVAL=3",
                          moved + Moved("2031-10-10", "2031-10-10 17:00", "2031-10-10 20:00")))),
      ElementsAre("2031-10-10"));
  EXPECT_TRUE(Change(Rule("FREQ=YEARLY;INTERVAL=3", Excluded("2028-10-10"))).ok());
}

TEST_F(RuleChangeTest, WhatIsOverNeedsNone) {
  AddApproved(Rule("FREQ=WEEKLY;COUNT=6", Excluded("2025-10-17")));
  SetNow("2025-11-01");
  const absl::Status changed = Change(Rule("FREQ=WEEKLY;COUNT=6"));
  EXPECT_TRUE(changed.ok()) << changed;
}

TEST_F(RuleChangeTest, AMovedOrWidenedSeriesNeedsOneForAllItsDays) {
  AddApproved(Rule("FREQ=YEARLY;INTERVAL=3"), "set_up { seconds: 7200 }");
  SetNow("2025-12-01");
  const auto update = [&](const std::string& field, const std::string& text) {
    return Update("events/talk", {field}, text).status();
  };
  const auto booking = [&](const std::string& more) {
    return update("bookings",
                  absl::StrCat("bookings { id: 'room' space: '", room_, "' ", more, " }"));
  };
  // Its only claim is over.
  EXPECT_THAT(NewDays(update("period", Timed("2025-10-10 17:00", "2025-10-10 19:00"))),
              Contains("2028-10-10"));
  EXPECT_THAT(NewDays(booking("set_up { seconds: 10800 }")), Contains("2028-10-10"));
  EXPECT_THAT(NewDays(booking("tear_down { seconds: 60 }")), Contains("2028-10-10"));
  EXPECT_THAT(NewDays(booking(Timed("2025-10-10 18:00", "2025-10-10 20:00"))),
              Contains("2028-10-10"));
  EXPECT_THAT(
      NewDays(update("bookings", absl::StrCat("bookings { id: 'room' venue: '", museum_, "' }"))),
      Contains("2028-10-10"));
  EXPECT_TRUE(booking("set_up { seconds: 3600 } expected_attendance: 10").ok());
}

TEST_F(RuleChangeTest, AWaiverIsForOneChangeOfTheRule) {
  AddApproved(Rule("FREQ=WEEKLY;COUNT=4", Excluded("2025-10-17") + Excluded("2025-10-24")));
  ASSERT_TRUE(Change(Rule("FREQ=WEEKLY;COUNT=4", Excluded("2025-10-17")), {kWaive}).ok());
  EXPECT_THAT(NewDays(Change(Rule("FREQ=WEEKLY;COUNT=4"))), ElementsAre("2025-10-17"));
  EXPECT_THAT(Get("events/talk").waivers(), SizeIs(1));
}

TEST_F(RuleChangeTest, WhileOthersAreAwaitedTheApprovalOfARuleHoldsForLess) {
  AddHalfApproved(Rule("FREQ=YEARLY;INTERVAL=3"));
  EXPECT_EQ(StateAfter(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=9")), kConfirmedState);
  EXPECT_EQ(StateAfter(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=9", Excluded("2031-10-10"))),
            kConfirmedState);
  EXPECT_EQ(StateAfter(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=9")), kPendingState);
}

TEST_F(RuleChangeTest, WhileOthersAreAwaitedAMovedOccurrenceIsAskedForAgain) {
  AddHalfApproved(Rule("FREQ=YEARLY;INTERVAL=3"));
  EXPECT_EQ(StateAfter(Rule("FREQ=YEARLY;INTERVAL=3",
                            Moved("2028-10-10", "2028-10-12 18:00", "2028-10-12 20:00"))),
            kPendingState);
}

TEST_F(RuleChangeTest, ABatchThatChangesTheRuleAndAsksAgainAsksForAllOfIt) {
  AddHalfApproved(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=2"));
  v1::BatchWriteEventsRequest batch;
  v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
  *update.mutable_event() = FromText<v1::Event>(Rule("FREQ=YEARLY;INTERVAL=3;COUNT=3"));
  update.mutable_event()->set_name("events/talk");
  update.mutable_event()->set_etag(Get("events/talk").etag());
  update.mutable_update_mask()->add_paths("recurrence");
  batch.add_writes()->mutable_confirm()->set_name("events/talk");
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(Get("events/talk").approvals(0).state(), kPendingState);
}

}  // namespace
}  // namespace taqvim::schedule
