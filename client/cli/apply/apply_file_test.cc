#include "client/cli/apply/apply_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "client/cli/text/usage_error.h"
#include "taqvim/v1/space.pb.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ApplyFileTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_.Path(name)) << text;
    return dir_.Path(name);
  }
  static std::vector<std::string> NamesOf(const std::vector<WantedResource>& wanted) {
    std::vector<std::string> names;
    for (const WantedResource& one : wanted) names.push_back(one.name);
    return names;
  }
  std::vector<std::string> Read(const std::vector<std::string>& paths) {
    const auto wanted = ReadWanted(paths);
    EXPECT_TRUE(wanted.ok()) << wanted.status();
    return NamesOf(*wanted);
  }
  static std::string Refusal(const std::string& text) {
    const auto wanted = ParseWanted(text, "f");
    EXPECT_TRUE(IsUsageError(wanted.status()));
    return std::string(wanted.status().message());
  }

  const testing::TempDir dir_;
};

TEST_F(ApplyFileTest, PutsEachBehindWhatItRefersToWhereverItStands) {
  const std::string programme = Write("a.yaml",
                                      "events: [{id: gala}]\n"
                                      "venues: [{id: opera, city: A, closures: [{id: works}], "
                                      "spaces: [{id: stage}]}]\n");
  const std::string directory =
      Write("b.yaml", "participants: [{id: p}]\norganizations: [{id: o}]\nagreements:\n");
  EXPECT_THAT(
      Read({programme, directory}),
      ElementsAre("organizations/o", "participants/p", "venues/opera", "venues/opera/spaces/stage",
                  "venues/opera/closures/works", "events/gala"));
}

TEST_F(ApplyFileTest, PutsSpacesBehindTheirParts) {
  EXPECT_THAT(Read({Write("a.yaml",
                          "venues: [{id: v, city: A, spaces: [{id: all, parts: [both, c]}, "
                          "{id: both, parts: [a, b]}, {id: a}, {id: b}, {id: c}]}]\n")}),
              ElementsAre("venues/v", "venues/v/spaces/a", "venues/v/spaces/b", "venues/v/spaces/c",
                          "venues/v/spaces/both", "venues/v/spaces/all"));
  // For the server to refuse.
  EXPECT_THAT(
      Read({Write("a.yaml",
                  "venues: [{id: v, city: A, spaces: [{id: x, parts: [y]}, {id: y, parts: [x]}, "
                  "{id: z}]}]\n")}),
      ElementsAre("venues/v", "venues/v/spaces/z", "venues/v/spaces/x", "venues/v/spaces/y"));
}

TEST_F(ApplyFileTest, CompletesWhatStandsInTheEntryOfAVenue) {
  const auto wanted = ParseWanted(
      "venues: [{id: v, city: A, spaces: [{id: all, parts: [a, w/b, venues/w/spaces/c]}]}]\n", "f");
  ASSERT_TRUE(wanted.ok()) << wanted.status();
  EXPECT_THAT(dynamic_cast<const v1::Space&>(*(*wanted)[1].body).parts(),
              ElementsAre("venues/v/spaces/a", "venues/w/spaces/b", "venues/w/spaces/c"));
}

TEST_F(ApplyFileTest, RefusesWhatIsGivenTwiceInOneFileOrInTwo) {
  const std::string first = Write("a.yaml", "events:\n  - {id: gala}\n");
  const std::string second = Write("b.yaml", "events:\n  - {id: talk}\n  - {id: gala}\n");
  const auto wanted = ReadWanted({first, second});
  EXPECT_TRUE(IsUsageError(wanted.status()));
  EXPECT_EQ(wanted.status().message(),
            second + ":3: events/gala is already given at " + first + ":2; give it once.");
  EXPECT_THAT(std::string(ReadWanted({dir_.Path("none")}).status().message()),
              HasSubstr("No such file"));
}

TEST_F(ApplyFileTest, MayBeEmptyInWholeOrInPart) {
  EXPECT_THAT(Read({Write("a.yaml", "")}), IsEmpty());
  EXPECT_THAT(Read({Write("a.yaml", "events:\nvenues: [{id: v, city: A, spaces: }]\n")}),
              ElementsAre("venues/v"));
}

TEST_F(ApplyFileTest, IsAMapOfListsOfEntriesThatHaveIds) {
  EXPECT_EQ(Refusal("- events\n"), "f:1: a file is a map of lists, such as `events:`.");
  EXPECT_EQ(Refusal("event: []\n"),
            "f:1: there is no list \"event\"; there are organizations, participants, agreements, "
            "venues, events; did you mean \"events\"?");
  EXPECT_THAT(Refusal("spaces: []\n"), HasSubstr("there is no list \"spaces\""));
  EXPECT_EQ(Refusal("\nevents: {id: x}\n"), "f:2: events is a list of entries.");
  for (const char* entry : {"{title: {en: x}}", "gala", "{id: [a]}"}) {
    EXPECT_THAT(Refusal(std::string("events:\n  - ") + entry + "\n"),
                EndsWith("f:2: an entry of events needs an `id`, the last part of its name."));
  }
  EXPECT_THAT(Refusal("organizations: [{id: o, confirm: true}]\n"),
              HasSubstr("Organization has no field \"confirm\""));
  EXPECT_THAT(Refusal("organizations: [{id: o, spaces: []}]\n"),
              HasSubstr("Organization has no field \"spaces\""));
}

TEST_F(ApplyFileTest, ReadsAllDocumentsOfAText) {
  const auto wanted = ParseWanted("events: [{id: a}]\n---\n\nevents: [{id: b}]\n", "f");
  ASSERT_TRUE(wanted.ok()) << wanted.status();
  ASSERT_EQ(wanted->size(), 2);
  EXPECT_EQ((*wanted)[1].Where(), "f:4: events/b");
}

TEST_F(ApplyFileTest, OfAVenueInWhichOthersStandAloneWantsThoseAlone) {
  const auto wanted = ParseWanted(
      "venues: [{id: a, spaces: [{id: x}]}, {id: a, spaces: [{id: y}]}, {id: b}, {id: c, city: C, "
      "spaces: []}]",
      "f");
  ASSERT_TRUE(wanted.ok()) << wanted.status();
  std::vector<std::string> names;
  for (const WantedResource& one : *wanted) names.push_back(one.name);
  EXPECT_THAT(names, ElementsAre("venues/a/spaces/x", "venues/a/spaces/y", "venues/b", "venues/c"));
}

TEST_F(ApplyFileTest, ConfirmsWhatIsSaidToBe) {
  const auto wanted = ParseWanted(
      "events: [{id: a, confirm: true}, {id: b, confirm: false}, {id: c, confirm: }, {id: d}]",
      "f");
  ASSERT_TRUE(wanted.ok()) << wanted.status();
  std::vector<bool> confirms;
  for (const WantedResource& one : *wanted) confirms.push_back(one.confirm);
  EXPECT_THAT(confirms, ElementsAre(true, false, false, false));
}

TEST_F(ApplyFileTest, KnowsTheLineOfAFieldOrOfWhatItLiesIn) {
  const auto wanted = *ParseWanted(
      "events:\n  - id: gala\n    title: {en: x}\n    bookings:\n      - {space: a/b}\n"
      "      - space: a/c\n        set_up: 1h\n",
      "f");
  const WantedResource& gala = wanted[0];
  EXPECT_EQ(gala.Where(), "f:2: events/gala");
  EXPECT_EQ(gala.Where(""), "f:2: events/gala");
  EXPECT_EQ(gala.Where("title"), "f:3: events/gala: title");
  EXPECT_EQ(gala.Where("bookings[0].space"), "f:5: events/gala: bookings[0].space");
  EXPECT_EQ(gala.Where("bookings[1].set_up"), "f:7: events/gala: bookings[1].set_up");
  EXPECT_EQ(gala.Where("bookings[1].tear_down"), "f:6: events/gala: bookings[1].tear_down");
  EXPECT_EQ(gala.Where("bookings[7]"), "f:4: events/gala: bookings[7]");
  EXPECT_EQ(gala.Where("owner"), "f:2: events/gala: owner");
}

}  // namespace
}  // namespace taqvim::cli
