#include "server/command/token_arguments.h"

#include <gtest/gtest.h>

namespace taqvim::command {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(ParsePeriod, KnowsWeeksToSeconds) {
  EXPECT_EQ(ParsePeriod("2w"), absl::Hours(24 * 14));
  EXPECT_EQ(ParsePeriod("90d"), absl::Hours(24 * 90));
  EXPECT_EQ(ParsePeriod("12h"), absl::Hours(12));
  EXPECT_EQ(ParsePeriod("30m"), absl::Minutes(30));
  EXPECT_EQ(ParsePeriod("45s"), absl::Seconds(45));
}

TEST(ParsePeriod, RefusesWhatIsNone) {
  for (const char* text : {"", "d", "90", "0d", "-1d", "1.5h", "1y", "1 d x"}) {
    EXPECT_FALSE(ParsePeriod(text).has_value()) << text;
  }
}

TEST(MakeCreateToken, GrantsTheRoleForEachScope) {
  const auto request = MakeCreateToken({.principal = "website",
                                        .role = "viewer",
                                        .organizations = {"library", "organizations/museum"},
                                        .venues = {"opera"},
                                        .purpose = "the website",
                                        .expires = "1d"},
                                       kNow);
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->access_token().expire_time().seconds(), 1'800'086'400);
  ASSERT_EQ(request->grants_size(), 3);
  EXPECT_EQ(request->grants(0).organization(), "organizations/library");
  EXPECT_EQ(request->grants(1).organization(), "organizations/museum");
  EXPECT_EQ(request->grants(2).venue(), "venues/opera");
  EXPECT_EQ(request->grants(2).role(), v1::ROLE_VIEWER);
}

TEST(MakeCreateToken, GrantsTheRoleEverywhereWithoutAScope) {
  const auto request = MakeCreateToken({.principal = "desk", .role = "admin"}, kNow);
  ASSERT_EQ(request->grants_size(), 1);
  EXPECT_EQ(request->grants(0).role(), v1::ROLE_ADMIN);
  EXPECT_EQ(request->grants(0).scope_case(), v1::Grant::SCOPE_NOT_SET);
}

TEST(MakeCreateToken, SaysHowLittleItCountsFor) {
  const auto reads = MakeCreateToken({.principal = "sign", .read_only = true}, kNow);
  EXPECT_TRUE(reads->access_token().read_only());
  EXPECT_FALSE(reads->access_token().has_cap());
  const auto venue =
      MakeCreateToken({.principal = "a", .cap = "viewer", .cap_venue = "hall"}, kNow);
  EXPECT_EQ(venue->access_token().cap().role(), v1::ROLE_VIEWER);
  EXPECT_EQ(venue->access_token().cap().venue(), "venues/hall");
  const auto library = MakeCreateToken(
      {.principal = "a", .cap = "viewer", .cap_organization = "organizations/library"}, kNow);
  EXPECT_EQ(library->access_token().cap().organization(), "organizations/library");
  const auto all = MakeCreateToken({.principal = "a", .cap = "public"}, kNow);
  EXPECT_EQ(all->access_token().cap().role(), v1::ROLE_PUBLIC);
}

TEST(MakeCreateToken, RefusesACapForTwoThingsOrForNothing) {
  EXPECT_FALSE(MakeCreateToken({.principal = "a", .cap_venue = "hall"}, kNow).ok());
  EXPECT_FALSE(
      MakeCreateToken(
          {.principal = "a", .cap = "viewer", .cap_organization = "library", .cap_venue = "hall"},
          kNow)
          .ok());
}

TEST(MakeCreateToken, GrantsNothingWithoutARole) {
  EXPECT_EQ(MakeCreateToken({.principal = "desk"}, kNow)->grants_size(), 0);
  EXPECT_FALSE(MakeCreateToken({.principal = "desk", .venues = {"opera"}}, kNow).ok());
}

}  // namespace
}  // namespace taqvim::command
