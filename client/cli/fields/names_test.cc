#include "client/cli/fields/names.h"

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

TEST(ExpandName, TakesNoMoreParentsThanItLacks) {
  EXPECT_EQ(ExpandName(kSpace, "library/hall", {"opera"}), "venues/library/spaces/hall");
  EXPECT_EQ(ExpandName(kSpace, "hall", {"library", "opera"}), "hall");
  EXPECT_EQ(ExpandName("a/{a}/b/{b}/c/{c}", "z", {"x", "y"}), "a/x/b/y/c/z");
}

TEST(MatchesPattern, WantsAnIdForEachVariable) {
  EXPECT_TRUE(MatchesPattern(kSpace, "venues/a/spaces/b"));
  EXPECT_FALSE(MatchesPattern(kSpace, "venues/a/spaces/"));
  EXPECT_FALSE(MatchesPattern(kSpace, "venues/a/rooms/b"));
  EXPECT_FALSE(MatchesPattern(kSpace, "venues/a"));
  EXPECT_FALSE(MatchesPattern(kEvent, "events/a/b"));
}

}  // namespace
}  // namespace taqvim::cli
