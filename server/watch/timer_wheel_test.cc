#include "server/watch/timer_wheel.h"

#include <gmock/gmock.h>

namespace taqvim::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr absl::Duration kTick = absl::Seconds(1);

TEST(TimerWheel, TakesOutWhatIsDueWithItsTickAndNotBefore) {
  TimerWheel wheel(kTick);
  Timer soon, later, same;
  wheel.Set(soon, absl::Seconds(2));
  wheel.Set(later, absl::Seconds(5));
  wheel.Set(same, absl::Milliseconds(1500));
  EXPECT_THAT(wheel.Advance(absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(wheel.Advance(absl::Milliseconds(2100)), UnorderedElementsAre(&soon, &same));
  EXPECT_THAT(wheel.Advance(absl::Seconds(100)), ElementsAre(&later));
}

TEST(TimerWheel, TakesWhatIsInThePastWithTheNextTick) {
  TimerWheel wheel(kTick);
  Timer timer;
  wheel.Advance(absl::Seconds(10));
  wheel.Set(timer, absl::Seconds(3));
  EXPECT_THAT(wheel.Advance(absl::Seconds(10)), IsEmpty());
  EXPECT_THAT(wheel.Advance(absl::Seconds(11)), ElementsAre(&timer));
}

TEST(TimerWheel, ForgetsWhatWasRemovedOrSetAnew) {
  TimerWheel wheel(kTick);
  Timer removed, moved;
  wheel.Set(removed, absl::Seconds(2));
  wheel.Set(moved, absl::Seconds(2));
  wheel.Remove(removed);
  wheel.Remove(removed);
  wheel.Set(moved, absl::Seconds(4));
  EXPECT_THAT(wheel.Advance(absl::Seconds(3)), IsEmpty());
  EXPECT_THAT(wheel.Advance(absl::Seconds(4)), ElementsAre(&moved));
}

TEST(TimerWheel, TakesOutWhatIsFurtherThanATurnAfterATurn) {
  TimerWheel wheel(kTick);
  Timer timer;
  wheel.Set(timer, wheel.turn() * 3);
  EXPECT_THAT(wheel.Advance(wheel.turn() - 2 * kTick), IsEmpty());
  EXPECT_THAT(wheel.Advance(wheel.turn()), ElementsAre(&timer));
}

TEST(TimerWheel, TicksOnlyWhileATimerIsSet) {
  TimerWheel wheel(kTick);
  EXPECT_EQ(wheel.NextTick(), absl::InfiniteDuration());
  Timer timer;
  wheel.Set(timer, absl::Seconds(7));
  EXPECT_EQ(wheel.NextTick(), absl::Seconds(1));
  wheel.Remove(timer);
  EXPECT_EQ(wheel.NextTick(), absl::InfiniteDuration());
}

}  // namespace
}  // namespace taqvim::watch
