#include "client/cli/help/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/commands/special_commands.h"

namespace taqvim::cli {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HelpPages : public ::testing::Test {
 protected:
  const Catalog& catalog_ = Catalog::Embedded();
  const Model& model_ = Model::Embedded();
};

// That they run as they stand there, tests/e2e/examples_test.py sees to.
TEST_F(HelpPages, HaveAnExampleForEveryCommand) {
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      EXPECT_THAT(ExamplesOf(model_, catalog_, command), Not(IsEmpty()))
          << "Add one for `" << command.title() << "` to proto/cli_help.yaml, and its line to "
          << "tests/e2e/examples/order.txt.";
    }
  }
  for (const SpecialCommand& special : SpecialCommands()) {
    EXPECT_THAT(special.examples, Not(IsEmpty())) << special.name;
  }
}

TEST_F(HelpPages, HaveExamplesOfNothingElse) {
  for (const auto& [title, examples] : catalog_.examples) {
    const size_t space = title.find(' ');
    const Group* group = model_.FindGroup(title.substr(0, space));
    ASSERT_NE(group, nullptr) << title;
    EXPECT_NE(FindCommand(*group, title.substr(space + 1)), nullptr) << title;
    for (const Example& example : examples) {
      EXPECT_THAT(example.command, StartsWith("taqvim ")) << title;
      EXPECT_THAT(example.says, Not(IsEmpty())) << title;
    }
  }
}

// The flags that a row of the catalog names are those of its command.
void ExpectFlags(const Command& command, const std::vector<std::string>& flags) {
  EXPECT_LE(flags.size(), 10u) << command.title();
  for (const std::string& flag : flags) {
    EXPECT_NE(FindFlag(command.flags(), flag), nullptr) << command.title() << " has no --" << flag;
  }
}

TEST_F(HelpPages, NameFlagsThatAreThereAsMostUsed) {
  size_t found = 0;
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      const auto own = catalog_.most_used.find(command.title());
      const auto general = catalog_.most_used.find(command.method->name());
      if (own != catalog_.most_used.end()) {
        ExpectFlags(command, own->second);
      } else if (general != catalog_.most_used.end() && command.kind == nullptr) {
        ExpectFlags(command, general->second);
      } else {
        continue;
      }
      ++found;
    }
  }
  EXPECT_EQ(found, catalog_.most_used.size()) << "A row is of no command.";
}

}  // namespace
}  // namespace taqvim::cli
