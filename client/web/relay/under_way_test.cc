#include "client/web/relay/under_way.h"

#include <gtest/gtest.h>

#include <thread>

namespace taqvim::web {
namespace {

TEST(UnderWay, IsBoundedForEachAddressAndInAll) {
  UnderWay under_way({.calls = 3, .calls_of_an_address = 2});
  auto first = under_way.Enter("a");
  const auto second = under_way.Enter("a");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(under_way.Enter("a"), nullptr);
  const auto third = under_way.Enter("b");
  ASSERT_TRUE(third);
  EXPECT_EQ(under_way.Enter("c"), nullptr);
  EXPECT_EQ(under_way.calls(), 3);
  first.reset();
  EXPECT_NE(under_way.Enter("a"), nullptr);
}

TEST(UnderWay, BoundsWhatIsHeld) {
  UnderWay under_way({.held_bytes = 100, .held_bytes_of_an_address = 60});
  const auto one = under_way.Enter("a");
  const auto two = under_way.Enter("a");
  EXPECT_TRUE(one->Hold(40));
  EXPECT_FALSE(two->Hold(21));
  EXPECT_EQ(under_way.held_bytes(), 40);
  EXPECT_TRUE(two->Hold(20));
  auto other = under_way.Enter("b");
  EXPECT_FALSE(other->Hold(41));
  EXPECT_TRUE(other->Hold(40));
  // In the place of those before, and not besides.
  EXPECT_TRUE(one->Hold(30));
  EXPECT_EQ(under_way.held_bytes(), 90);
  other.reset();
  EXPECT_EQ(under_way.held_bytes(), 50);
}

TEST(UnderWay, EndsAllOnce) {
  UnderWay under_way({});
  int ended = 0;
  const auto place = under_way.Enter("a");
  place->OnEnd([&] { ++ended; });
  EXPECT_FALSE(under_way.has_ended());
  under_way.End();
  under_way.End();
  EXPECT_EQ(ended, 1);
  EXPECT_TRUE(place->has_ended());
  EXPECT_EQ(under_way.Enter("a"), nullptr);
  place->OnEnd([&] { ++ended; });
  EXPECT_EQ(ended, 2);
}

// As a call may be over while all are ended.
TEST(UnderWay, LetsACallGoWhileItIsEnded) {
  UnderWay under_way({});
  auto place = under_way.Enter("a");
  place->OnEnd([&] { place.reset(); });
  under_way.End();
  EXPECT_EQ(under_way.calls(), 0);
}

TEST(UnderWay, WaitsForTheLastPlace) {
  UnderWay under_way({});
  auto place = under_way.Enter("a");
  std::thread waiting([&] { under_way.AwaitNone(); });
  place.reset();
  waiting.join();
}

TEST(UnderWay, MayBeGoneBeforeItsPlaces) {
  std::shared_ptr<UnderWay::Place> place;
  {
    UnderWay under_way({});
    place = under_way.Enter("a");
  }
  EXPECT_TRUE(place->Hold(1));
}

}  // namespace
}  // namespace taqvim::web
