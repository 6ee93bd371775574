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
  const Model model_{Contract::Embedded(), catalog_};
};

// That they run as they stand there, tests/e2e/examples_test.py sees to.
TEST_F(HelpPages, HaveAnExampleForEveryCommand) {
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      EXPECT_EQ(catalog_.examples.count(command.title()), 1u)
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

TEST_F(HelpPages, NameFlagsThatAreThereAsMostUsed) {
  for (const auto& [method, flags] : catalog_.most_used) {
    EXPECT_NE(Contract::Embedded().FindMethod(method), nullptr) << method;
    EXPECT_LE(flags.size(), 10u) << method;
    for (const Group& group : model_.groups()) {
      for (const Command& command : group.commands) {
        if (command.method->name() != method || command.kind != nullptr) continue;
        for (const std::string& flag : flags) {
          EXPECT_NE(FindFlag(command.flags, flag), nullptr) << method << " has no --" << flag;
        }
      }
    }
  }
}

}  // namespace
}  // namespace taqvim::cli
