#include "client/cli/fields/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/fields/assign.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;

std::vector<Flag> CreateEventFlags() {
  const auto& request = *v1::CreateEventRequest::descriptor();
  FlagRules rules;
  rules.resource = request.FindFieldByName("event");
  rules.renames = {{"validate_only", "dry-run"}};
  return FlagsOf(request, rules);
}

std::string PathOf(const std::vector<Flag>& flags, const std::string& name) {
  const Flag* flag = FindFlag(flags, name);
  return flag != nullptr ? PathText(flag->path) : "";
}

TEST(FlagsOf, NestedFieldsHaveTheShortestName) {
  const auto flags = CreateEventFlags();
  EXPECT_EQ(PathOf(flags, "start"), "event.period.timed.start");
  EXPECT_EQ(PathOf(flags, "first-day"), "event.period.dated.first_day");
  EXPECT_EQ(PathOf(flags, "objects"), "event.exhibition.objects");
  EXPECT_EQ(PathOf(flags, "title"), "event.title");
}

TEST(FlagsOf, FullPathsAreAcceptedToo) {
  const auto flags = CreateEventFlags();
  EXPECT_EQ(PathOf(flags, "period.timed.start"), "event.period.timed.start");
  EXPECT_EQ(PathOf(flags, "event.period.dated.first-day"), "event.period.dated.first_day");
  EXPECT_EQ(PathOf(flags, "event.period.dated.first_day"), "event.period.dated.first_day");
}

TEST(FlagsOf, RepeatedFieldsAreCalledInTheSingular) {
  const auto flags = CreateEventFlags();
  EXPECT_EQ(FindFlag(flags, "booking")->name, "booking");
  EXPECT_EQ(FindFlag(flags, "bookings")->name, "booking");
  EXPECT_TRUE(FindFlag(flags, "booking")->repeatable);
  const auto venue = FlagsOf(*v1::Venue::descriptor());
  EXPECT_EQ(PathOf(venue, "opening-hours"), "opening_hours");
}

TEST(FlagsOf, RenamedFieldsKeepTheirOldNameAsAlias) {
  const auto flags = CreateEventFlags();
  EXPECT_EQ(FindFlag(flags, "validate-only")->name, "dry-run");
}

TEST(FlagsOf, AFieldIsRenamedWhereItIsInAnother) {
  FlagRules rules;
  rules.renames = {{"contact.name", "contact-name"}};
  const auto flags = FlagsOf(*v1::Venue::descriptor(), rules);
  EXPECT_EQ(PathOf(flags, "name"), "name");
  EXPECT_EQ(PathOf(flags, "contact-name"), "contact.name");
  EXPECT_EQ(PathOf(flags, "contact.name"), "contact.name");
  EXPECT_EQ(PathOf(flags, "email"), "contact.email");
}

TEST(FlagsOf, WhatTheServerSetsHasNoFlag) {
  EXPECT_THAT(FlagNames(CreateEventFlags()), Not(Contains("create-time")));
  EXPECT_THAT(FlagNames(CreateEventFlags()), Not(Contains("state")));
}

TEST(FlagsOf, NoTwoFlagsShareAName) {
  std::vector<std::string> names = FlagNames(CreateEventFlags());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(FlagsOf, FieldsThatWouldShareANameGetLongerOnes) {
  const auto names = FlagNames(FlagsOf(*v1::EventWrite::descriptor()));
  EXPECT_THAT(names, IsSupersetOf({"confirm-name", "cancel-name", "update-override"}));
}

TEST(FlagsOf, ReservedNamesAreNotTaken) {
  FlagRules rules;
  rules.reserved = {"owner", "start"};
  const auto flags = FlagsOf(*v1::Event::descriptor(), rules);
  EXPECT_EQ(FindFlag(flags, "request.owner")->name, "request.owner");
  EXPECT_EQ(FindFlag(flags, "timed-start")->name, "timed-start");
  EXPECT_THAT(FlagNames(flags), Not(Contains("owner")));
}

TEST(Assign, FillsAStructureFromPairs) {
  v1::Event event;
  const auto flags = FlagsOf(*v1::Event::descriptor());
  const FieldPath& path = FindFlag(flags, "booking")->path;
  ASSERT_TRUE(Assign(path, "space=library/hall,start=2025-10-10T18:00,set-up=2h", &event).ok());
  ASSERT_TRUE(
      Assign(path, R"({"venue": "venues/x", "excepted_spaces": ["x/a", "x/b"]})", &event).ok());
  ASSERT_EQ(event.bookings_size(), 2);
  EXPECT_EQ(event.bookings(0).space(), "venues/library/spaces/hall");
  EXPECT_EQ(event.bookings(0).period().timed().start().hours(), 18);
  EXPECT_EQ(event.bookings(0).set_up().seconds(), 7200);
  EXPECT_EQ(event.bookings(1).excepted_spaces(1), "venues/x/spaces/b");
}

TEST(Assign, NamesWhatAStructureDoesNotHave) {
  v1::Event event;
  const auto flags = FlagsOf(*v1::Event::descriptor());
  const auto& path = FindFlag(flags, "booking")->path;
  EXPECT_THAT(std::string(Assign(path, "spcae=x", &event).message()),
              HasSubstr("did you mean \"space\"?"));
  EXPECT_THAT(std::string(Assign(path, "space=a/b,venue=c", &event).message()),
              HasSubstr("cannot be given together"));
  EXPECT_THAT(std::string(Assign(path, "hall", &event).message()), HasSubstr("is not FIELD=VALUE"));
}

TEST(SplitPairs, KeepsCommasInQuotesAndAfterBackslashes) {
  std::vector<std::pair<std::string, std::string>> pairs;
  ASSERT_TRUE(SplitPairs(R"(a=1,b="x, y",c=x\,y,d=p=q)", &pairs).ok());
  EXPECT_THAT(pairs,
              ElementsAre(Pair("a", "1"), Pair("b", "x, y"), Pair("c", "x,y"), Pair("d", "p=q")));
}

TEST(SplitPairs, RefusesAnOpenQuote) {
  std::vector<std::pair<std::string, std::string>> pairs;
  EXPECT_FALSE(SplitPairs("a=\"x", &pairs).ok());
}

}  // namespace
}  // namespace taqvim::cli
