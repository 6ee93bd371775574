#include "server/schedule/event/sequence.h"

#include <string>

#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"

namespace taqvim::schedule {
namespace {

constexpr char kTalk[] = R"(
    state: EVENT_STATE_TENTATIVE sequence: 4
    title { key: 'en' value: 'Talk' }
    period { timed { start { year: 2025 month: 10 day: 10 hours: 18 }
                     end { year: 2025 month: 10 day: 10 hours: 20 } } }
    bookings { id: 'a' space: 'venues/a/spaces/hall' }
    bookings { id: 'b' participant: 'participants/choir' time_zone: 'Asia/Baku' }
    recurrence { rule: 'FREQ=WEEKLY' claimed_through { year: 2027 month: 1 day: 1 } })";

// The number after the fields of the text were set, besides.
int32_t After(const std::string& text) {
  const auto before = FromText<v1::Event>(kTalk);
  v1::Event after = before;
  after.MergeFrom(FromText<v1::Event>(text));
  return SequenceAfter(before, after);
}

TEST(SequenceAfter, GrowsWithTimePlaceAndState) {
  for (const char* change :
       {"state: EVENT_STATE_CONFIRMED", "period { timed { end { hours: 21 } } }",
        "time_zone: 'Asia/Baku'", "recurrence { rule: 'FREQ=DAILY' }",
        "recurrence { held_days { year: 2026 month: 1 day: 1 } }",
        "bookings { id: 'c' space: 'venues/a/spaces/foyer' }",
        "culture_days { stops { city: 'Baku' } }"}) {
    EXPECT_EQ(After(change), 5) << change;
  }
}

TEST(SequenceAfter, StaysWithWhateverElseChanges) {
  for (const char* change :
       {"title { key: 'en' value: 'Gala' }", "update_time { seconds: 7 }",
        "recurrence { claimed_through { month: 2 } }", "visibility: VISIBILITY_PRIVATE",
        "bookings { id: 'c' participant: 'participants/trio' time_zone: 'Asia/Baku' }",
        "agreement: 'agreements/a'"}) {
    EXPECT_EQ(After(change), 4) << change;
  }
}

TEST(SequenceAfter, KnowsNothingOfTheRoomAroundABooking) {
  const auto before = FromText<v1::Event>(kTalk);
  v1::Event after = before;
  after.mutable_bookings(0)->mutable_set_up()->set_seconds(3600);
  after.mutable_bookings(0)->set_expected_attendance(40);
  EXPECT_EQ(SequenceAfter(before, after), 4);
  after.mutable_bookings(0)->set_space("venues/a/spaces/foyer");
  EXPECT_EQ(SequenceAfter(before, after), 5);
}

}  // namespace
}  // namespace taqvim::schedule
