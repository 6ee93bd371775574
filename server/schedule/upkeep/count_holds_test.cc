#include "server/schedule/upkeep/count_holds.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

class CountHoldsTest : public EventsTest {
 protected:
  // All of them, and in how many pages they were counted.
  int64_t Count() {
    HoldCount page;
    int64_t holds = 0;
    for (pages_ = 0; !page.complete; ++pages_) {
      schedule_.store().Read(
          {},
          [&page](storage::Snapshot& snapshot) -> absl::Status {
            const auto counted = CountHolds(snapshot, page.reached);
            if (counted.ok()) page = *counted;
            return counted.status();
          },
          [](const absl::Status& status) { EXPECT_TRUE(status.ok()) << status; });
      schedule_.store().RunPendingReads();
      holds += page.holds;
    }
    return holds;
  }

  void Hold(int number) {
    AddHold(absl::StrCat("hold-", number), hall_, "2025-10-10 18:00", "2025-10-10 20:00", "");
  }

  int pages_ = 0;
};

TEST_F(CountHoldsTest, CountsWhatIsTentativeAndNothingThatWas) {
  EXPECT_EQ(Count(), 0);
  for (int i = 0; i < 4; ++i) Hold(i);
  EXPECT_EQ(Count(), 4);
  ASSERT_TRUE(Cancel("events/hold-0").ok());
  ASSERT_TRUE(Confirm("events/hold-1").ok());
  ASSERT_TRUE(Delete("events/hold-2").ok());
  EXPECT_EQ(Count(), 1);
}

TEST_F(CountHoldsTest, HoldsNoSnapshotForMoreThanSome) {
  for (int i = 0; i < 250; ++i) Hold(i);
  EXPECT_EQ(Count(), 250);
  EXPECT_GT(pages_, 1);
}

}  // namespace
}  // namespace taqvim::schedule
