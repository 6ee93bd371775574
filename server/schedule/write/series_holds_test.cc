// Which hold is first, where events repeat and leave days out.
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/repeating_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

class SeriesHoldsTest : public RepeatingTest {
 protected:
  // A talk in the hall on Tuesday 2025-10-07, 18:00 to 20:00, and again.
  absl::StatusOr<v1::CreateEventResponse> CreateTalk(const std::string& more) {
    return Create("talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                       Timed("2025-10-07 18:00", "2025-10-07 20:00"),
                                       "bookings { id: 'hall' space: '", hall_, "' } ", more));
  }
};

TEST_F(SeriesHoldsTest, AHoldThatIsMetOnlyOnADayThatIsLeftOutIsNotAhead) {
  AddHold("idea", hall_, "2025-10-14 17:00", "2025-10-14 18:30");
  AddConfirmed("gala", hall_, "2025-10-14 19:00", "2025-10-14 20:00");
  schedule_.now += absl::Minutes(1);
  auto created = CreateTalk(Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(Text(created->event().recurrence().skipped_days()), ElementsAre("2025-10-14"));
  for (const v1::Event& event : {created->event(), Get("events/talk")}) {
    EXPECT_EQ(event.hold_rank(), 1);
    ASSERT_EQ(event.holds_size(), 1);
    EXPECT_EQ(event.holds(0).rank(), 1);
    EXPECT_FALSE(event.holds(0).blocked());
  }
}

// Ranks that are answered are those that are read, also of days that are over.
TEST_F(SeriesHoldsTest, AHoldThatWasMetOnADayThatIsOverIsStillAhead) {
  const std::string late = "expire_time { seconds: 1765000000 } ";
  AddHold("idea", hall_, "2025-10-07 17:00", "2025-10-07 18:30", late);
  schedule_.now += absl::Minutes(1);
  ASSERT_TRUE(CreateTalk(late + Rule("FREQ=WEEKLY;COUNT=3")).ok());
  SetNow("2025-10-10");
  auto updated = Update(
      "events/talk", {"bookings"},
      absl::StrCat("bookings { id: 'hall' space: '", hall_, "' tear_down { seconds: 600 } }"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->event().hold_rank(), 2);
  EXPECT_EQ(Get("events/talk").hold_rank(), 2);
}

// Nor is what was to be held then ahead of what came with it.
TEST_F(SeriesHoldsTest, AHoldOfOneBatchRanksBehindNoDayThatAnotherLeavesOut) {
  AddConfirmed("gala", hall_, "2025-10-14 19:00", "2025-10-14 20:00");
  v1::BatchWriteEventsRequest batch;
  const auto create = [&](const std::string& id, const std::string& times) {
    v1::CreateEventRequest& write = *batch.add_writes()->mutable_create();
    write.set_event_id(id);
    *write.mutable_event() = FromText<v1::Event>(
        absl::StrCat("title { key: 'en' value: 'A talk' } owner: 'organizations/owner' ",
                     "activity { form: ACTIVITY_FORM_TALK } bookings { id: 'hall' space: '", hall_,
                     "' } ", times));
  };
  create("talk", Timed("2025-10-07 18:00", "2025-10-07 20:00") +
                     Rule("FREQ=WEEKLY;COUNT=3", "on_conflict: OCCURRENCE_POLICY_SKIP"));
  create("idea", Timed("2025-10-14 17:00", "2025-10-14 18:30"));
  create("other", Timed("2025-10-21 17:00", "2025-10-21 18:30"));
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  const auto rank = [&](int write) { return written->events(write).hold_rank(); };
  EXPECT_EQ(rank(0), 1);
  EXPECT_EQ(rank(1), 1);
  EXPECT_EQ(rank(2), 2);
  EXPECT_EQ(Get("events/idea").hold_rank(), 1);
  EXPECT_EQ(Get("events/other").hold_rank(), 2);
}

}  // namespace
}  // namespace taqvim::schedule
