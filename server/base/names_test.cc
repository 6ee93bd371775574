#include "server/base/names.h"

#include <set>

#include "gtest/gtest.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

TEST(ResourceId, IsLowerCaseLettersDigitsAndHyphens) {
  for (const char* id : {"a", "library", "e1", "a-b-c", "a--b"})
    EXPECT_TRUE(IsResourceId(id)) << id;
  EXPECT_TRUE(IsResourceId(std::string(63, 'a')));
  for (const char* id : {"", "1a", "-a", "a-", "A", "aB", "a_b", "a b", "ə", "a/b", "a."}) {
    EXPECT_FALSE(IsResourceId(id)) << id;
  }
  EXPECT_FALSE(IsResourceId(std::string(64, 'a')));
  EXPECT_FALSE(IsResourceId(std::string("a\0b", 3)));
}

TEST(Name, IsOfTheKindThatItSays) {
  const struct {
    Kind kind;
    const char* name;
  } names[] = {
      {Kind::kEvent, "events/concert"},
      {Kind::kVenue, "venues/library"},
      {Kind::kSpace, "venues/library/spaces/hall"},
      {Kind::kClosure, "venues/library/closures/repair"},
      {Kind::kOrganization, "organizations/ministry"},
      {Kind::kParticipant, "participants/orchestra"},
      {Kind::kAgreement, "agreements/memorandum"},
  };
  for (const auto& [kind, name] : names) {
    EXPECT_EQ(KindOfName(name), kind) << name;
    for (const auto& other : names) EXPECT_EQ(IsName(other.kind, name), other.kind == kind) << name;
  }
}

TEST(Name, ThatIsMalformedHasNoKind) {
  for (const char* name :
       {"", "/", "events", "events/", "events/A", "events/a/", "/events/a", "events//a", "event/a",
        "venues/a/spaces", "venues/a/spaces/", "venues//spaces/a", "venues/A/spaces/b", "spaces/a",
        "venues/a/spaces/b/c", "venues/a/halls/b", "topics/a", "events/a\n"}) {
    EXPECT_EQ(KindOfName(name), std::nullopt) << name;
  }
  EXPECT_FALSE(IsName(Kind::kTopic, "topics/astana"));
}

TEST(Name, OfASpaceOrClosureSaysTheVenue) {
  EXPECT_EQ(VenueOf("venues/library/spaces/hall"), "venues/library");
  EXPECT_EQ(VenueOf("venues/library/closures/repair"), "venues/library");
}

TEST(Name, BeginsWithThePrefixOfItsKind) {
  EXPECT_EQ(NamePrefix(Kind::kEvent), "events/");
  EXPECT_EQ(NamePrefix(Kind::kSpace, "venues/library"), "venues/library/spaces/");
  EXPECT_EQ(NamePattern(Kind::kClosure), "venues/{venue}/closures/{closure}");
}

TEST(NewResourceId, IsAnIdInOrderOfTime) {
  const absl::Time now = absl::FromUnixSeconds(1735689600);
  std::string before;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewResourceId(now + absl::Milliseconds(i), ~uint64_t{0} * (i % 2));
    EXPECT_TRUE(IsResourceId(id)) << id;
    EXPECT_EQ(id.size(), 14);
    EXPECT_LT(before, id);
    before = id;
  }
}

TEST(NewResourceId, DiffersByEveryRandomBitThatItUses) {
  const absl::Time now = absl::FromUnixSeconds(1735689600);
  std::set<std::string> ids = {NewResourceId(now, 0)};
  for (int bit = 0; bit < 22; ++bit)
    EXPECT_TRUE(ids.insert(NewResourceId(now, 1ull << bit)).second);
}

}  // namespace
}  // namespace taqvim::schedule
