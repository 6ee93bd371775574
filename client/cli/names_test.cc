#include "client/cli/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;

constexpr char kEvent[] = "events/{event}";
constexpr char kSpace[] = "venues/{venue}/spaces/{space}";

TEST(PatternVariables, AreInTheirOrder) {
  EXPECT_THAT(PatternVariables(kSpace), ElementsAre("venue", "space"));
}

TEST(ExpandName, TakesIdsForTheName) {
  EXPECT_EQ(ExpandName(kEvent, "gala"), "events/gala");
  EXPECT_EQ(ExpandName(kSpace, "library/hall"), "venues/library/spaces/hall");
}

TEST(ExpandName, KeepsAFullName) {
  EXPECT_EQ(ExpandName(kEvent, "events/gala"), "events/gala");
  EXPECT_EQ(ExpandName(kSpace, "venues/library/spaces/hall"), "venues/library/spaces/hall");
}

TEST(ExpandName, CompletesAnIdWithItsParents) {
  EXPECT_EQ(ExpandName(kSpace, "hall", {"library"}), "venues/library/spaces/hall");
  EXPECT_EQ(ExpandName(kSpace, "hall", {"venues/library"}), "venues/library/spaces/hall");
}

TEST(ExpandName, LeavesTheRestToTheServer) {
  EXPECT_EQ(ExpandName(kSpace, "hall"), "hall");
  EXPECT_EQ(ExpandName(kEvent, "a/b/c"), "a/b/c");
  EXPECT_EQ(ExpandName(kEvent, ""), "");
}

TEST(ParentOf, DropsTheLastPair) {
  EXPECT_EQ(ParentOf("venues/library/spaces/hall"), "venues/library");
  EXPECT_EQ(ParentOf("venues/library"), "");
}

}  // namespace
}  // namespace taqvim::cli
