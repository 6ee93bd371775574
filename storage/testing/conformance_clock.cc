// Clocks that are wrong stamp nothing, and what they stamped is not for ever: a part of
// store_conformance.h.
#include <gmock/gmock.h>

#include <atomic>

#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::Duration kYear = absl::Hours(24 * 365);

TEST_P(ClockConformance, AWriteWhileTheClockIsAYearAheadDoesNotMoveTimeAYearAhead) {
  const absl::Time right = WrittenAt();
  SetForward(kYear);
  EXPECT_EQ(WrittenAt(), right);
  EXPECT_EQ(ReadAt(), right);
  EXPECT_EQ(store_->due_time(), right);
  EXPECT_THAT(Alarms(), ElementsAre(HasSubstr("clock has jumped")));
  SetForward(-kYear);
  Pass(absl::Minutes(3));
  EXPECT_EQ(WrittenAt(), Now());
  EXPECT_EQ(ReadAt(), Now());
  EXPECT_THAT(Stamps(), ElementsAre(right, right, Now()));
}

TEST_P(ClockConformance, AClockThatIsSetBackStampsNothingEarlierThanWhatWasBefore) {
  const absl::Time before = WrittenAt();
  SetForward(-kYear);
  EXPECT_EQ(WrittenAt(), before);
  EXPECT_EQ(ReadAt(), before);
}

TEST_P(ClockConformance, AStartWithHistoryFarAheadOfTheClockRaisesAnAlarm) {
  WrittenAt();
  SetForward(-absl::Minutes(59));
  Reopen();
  EXPECT_THAT(Alarms(), IsEmpty());
  SetForward(-kYear);
  Reopen();
  EXPECT_THAT(Alarms(),
              ElementsAre(AllOf(HasSubstr("2026-09-21T14:13:20"), HasSubstr("2025-09-21T13:14:20"),
                                HasSubstr("repair-clock"))));
}

TEST_P(ClockConformance, AWriteThatTrustsTheClockLetsTimeGoOnFromThere) {
  const absl::Time right = WrittenAt();
  SetForward(kYear);
  // A process that is started now cannot know.
  Reopen();
  EXPECT_EQ(WrittenAt(), right + kYear);
  SetForward(-kYear);
  Reopen();
  Pass(absl::Minutes(3));
  EXPECT_EQ(WrittenAt(), right + kYear);
  EXPECT_EQ(WrittenAt({.trusts_clock = true}), Now());
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    Pass(absl::Minutes(1));
    EXPECT_EQ(WrittenAt(), Now());
    EXPECT_EQ(ReadAt(), Now());
  }
  EXPECT_THAT(Stamps(), ElementsAre(right, right + kYear, right + kYear, right + absl::Minutes(3),
                                    right + absl::Minutes(4), right + absl::Minutes(5)));
}

TEST_P(ClockConformance, ADryRunThatTrustsTheClockChangesNothing) {
  const absl::Time before = WrittenAt();
  SetForward(-absl::Hours(2));
  EXPECT_EQ(WrittenAt({.dry_run = true, .trusts_clock = true}), Now());
  EXPECT_EQ(WrittenAt(), before);
}

// What comes later by its number may be earlier by its time.
TEST_P(ClockConformance, RequestsAreKeptOverATimeThatWentBack) {
  SetForward(kYear);
  Reopen();
  Write([](Transaction&) { return "first"; }, {.request_id = "r1"});
  SetForward(-kYear);
  Reopen();
  WrittenAt({.trusts_clock = true});
  for (int hour = 0; hour < 6 * 24; ++hour) {
    Pass(absl::Hours(1));
    Write([](Transaction&) { return ""; }, {.request_id = "tick" + std::to_string(hour)});
  }
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    EXPECT_EQ(Write([](Transaction&) { return "again"; }, {.request_id = "r1"}).answer, "first");
  }
  for (int hour = 0; hour < 2 * 24; ++hour) {
    Pass(absl::Hours(1));
    Write([](Transaction&) { return ""; }, {.request_id = "tock" + std::to_string(hour)});
  }
  EXPECT_EQ(Write([](Transaction&) { return "anew"; }, {.request_id = "r1"}).answer, "anew");
}

TEST_P(ClockConformance, HistoriesGoByNumberOverATimeThatWentBack) {
  SetForward(kYear);
  Reopen();
  const ResourceId id = Create(Kind::kVenue, "venues/a", "1");
  SetForward(-kYear);
  Reopen();
  WrittenAt({.trusts_clock = true});
  Apply({.puts = {{id, Kind::kVenue, "venues/a", "2"}}});
  const HistoryPage page = Past({.kind = Kind::kVenue, .name = "venues/a"});
  ASSERT_EQ(page.entries.size(), 2);
  EXPECT_EQ(page.entries[0].time, Now());
  EXPECT_EQ(page.entries[1].time, Now() + kYear);
}

TEST_P(ClockConformance, ADutyThatFailedWhileTheClockWasAheadIsTriedAgainOnceItIsRight) {
  CreateDue("events/a", Now());
  bool works = false;
  store_->SetDuty(
      [&](Transaction& t, const std::vector<ResourceId>&) -> absl::StatusOr<std::string> {
        if (!works) return absl::InternalError("out of order");
        const auto event = t.Find(Kind::kEvent, "events/a").value();
        RETURN_IF_ERROR(t.Apply({.puts = {{event->id, Kind::kEvent, "events/a", "done"}}}));
        return "system.Finish";
      });
  const auto look = [](Transaction& t) { return t.Find(Kind::kEvent, "events/a").value()->body; };
  SetForward(kYear);
  EXPECT_EQ(Write(look).answer, "waits");
  works = true;
  SetForward(-kYear);
  Pass(absl::Minutes(2));
  EXPECT_EQ(Write(look).answer, "done");
}

}  // namespace
}  // namespace taqvim::storage::testing
