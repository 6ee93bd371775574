#include "client/cli/session/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/commands/special_commands.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Naming : public ::testing::Test {
 protected:
  NamedCommand Find(const std::vector<std::string>& words) {
    return FindNamed({model_, Catalog::Embedded(), SpecialCommands()}, words);
  }
  std::string Title(const std::vector<std::string>& words) { return Find(words).title(); }

  const Model& model_ = Model::Embedded();
};

TEST_F(Naming, ByTheNamesThatHelpShows) {
  EXPECT_EQ(Title({"events", "create", "gala"}), "events create");
  EXPECT_EQ(Find({"events", "create", "gala"}).words, 2u);
  EXPECT_EQ(Title({"timeline", "x"}), "timeline");
  EXPECT_EQ(Find({"timeline", "x"}).words, 1u);
  EXPECT_EQ(Title({"events"}), "events");
  EXPECT_FALSE(Find({"events", "nonsense"}).is_command());
  EXPECT_EQ(Find({"nonsense"}).words, 0u);
}

// What follows the words of a command is looked for behind them.
TEST_F(Naming, ByNoMoreWordsThanWereGiven) {
  EXPECT_EQ(Find({"events history"}).words, 0u);
  EXPECT_EQ(Find({"events list", "gala"}).words, 0u);
  EXPECT_EQ(Find({"tokens rm"}).words, 0u);
  EXPECT_FALSE(Find({"events", "list gala"}).is_command());
}

TEST_F(Naming, ByTheSingularOrThePluralOfAGroup) {
  EXPECT_EQ(Title({"event", "list"}), "events list");
  EXPECT_EQ(Title({"contexts", "list"}), "context list");
  EXPECT_EQ(Title({"hall", "list"}), "spaces list");
  EXPECT_EQ(Title({"halls", "list"}), "spaces list");
}

TEST_F(Naming, BySynonymsOfVerbs) {
  EXPECT_EQ(Title({"events", "show"}), "events get");
  EXPECT_EQ(Title({"events", "ls"}), "events list");
  EXPECT_EQ(Title({"venues", "new"}), "venues create");
  EXPECT_EQ(Title({"venues", "rm"}), "venues delete");
  EXPECT_EQ(Title({"tokens", "rm"}), "access-tokens revoke");
  EXPECT_EQ(Title({"context", "get"}), "context show");
  EXPECT_EQ(Title({"context", "show"}), "context show");
}

TEST_F(Naming, WithFlagsWhereTheCommandHasThem) {
  const NamedCommand restored = Find({"venues", "restore", "library"});
  EXPECT_EQ(restored.title(), "venues update");
  EXPECT_EQ(restored.words, 2u);
  EXPECT_THAT(restored.flags, ElementsAre("--archived=false"));
  EXPECT_FALSE(Find({"grants", "restore", "x"}).is_command());
}

TEST_F(Naming, ByAGroupThatStandsForAnother) {
  EXPECT_EQ(Title({"programmes", "list"}), "culture-days list");
  EXPECT_EQ(Title({"programmes", "new"}), "culture-days create");
  EXPECT_EQ(Title({"programmes", "shift"}), "programmes shift");
  EXPECT_EQ(Title({"exhibitions", "history"}), "events history");
}

TEST_F(Naming, BySynonymsOfWholeCommands) {
  EXPECT_EQ(Title({"whoami"}), "context whoami");
  EXPECT_EQ(Find({"whoami", "x"}).words, 1u);
  EXPECT_EQ(Title({"bookings", "ls"}), "bookings pending");
}

// A row of the catalog that leads nowhere is a mistake in it.
TEST_F(Naming, EverySynonymLeadsSomewhere) {
  const Synonyms& synonyms = Catalog::Embedded().synonyms;
  for (const auto& [word, group] : synonyms.groups) {
    EXPECT_EQ(Title({word}), group) << word;
    EXPECT_EQ(model_.FindGroup(word), nullptr) << word << " is the name of a group";
  }
  for (const auto& [group, other] : synonyms.kin) {
    EXPECT_NE(model_.FindGroup(group), nullptr) << group;
    EXPECT_NE(model_.FindGroup(other), nullptr) << other;
  }
  for (const auto& [words, meant] : synonyms.commands) {
    const size_t space = words.find(' ');
    const auto found = space == std::string::npos
                           ? Find({words})
                           : Find({words.substr(0, space), words.substr(space + 1)});
    EXPECT_TRUE(found.is_command()) << words;
    EXPECT_THAT(meant, ::testing::StartsWith(found.title())) << words;
  }
  for (const auto& [verb, meant] : synonyms.verbs) {
    bool leads = false;
    for (const Group& group : model_.groups()) leads |= Find({group.name, verb}).is_command();
    EXPECT_TRUE(leads) << verb;
  }
}

}  // namespace
}  // namespace taqvim::cli
