#include "client/cli/command/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "client/cli/command/global_flags.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Flag> SomeFlags() {
  std::vector<Flag> flags(3);
  flags[0].name = "title";
  flags[0].aliases = {"event.title"};
  flags[0].value_name = "KEY=VALUE";
  flags[0].repeatable = true;
  flags[1].name = "cascade";
  flags[2].name = "output";
  flags[2].letter = 'o';
  flags[2].value_name = "FORMAT";
  return flags;
}

class ArgumentsTest : public ::testing::Test {
 protected:
  absl::StatusOr<Arguments> Parse(const std::vector<std::string>& words) {
    return ParseArguments(words, PointersTo(flags_));
  }
  std::string Refusal(const std::vector<std::string>& words) {
    auto arguments = Parse(words);
    EXPECT_TRUE(IsUsageError(arguments.status()));
    return std::string(arguments.status().message());
  }
  const std::vector<Flag> flags_ = SomeFlags();
};

TEST_F(ArgumentsTest, FlagsMayStandAnywhere) {
  auto arguments = Parse({"gala", "--title", "en=Gala", "--cascade", "-o", "json", "x"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_THAT(arguments->positionals, ElementsAre("gala", "x"));
  EXPECT_EQ(arguments->Find("title"), "en=Gala");
  EXPECT_EQ(arguments->Find("cascade"), "true");
  EXPECT_EQ(arguments->Find("output"), "json");
}

TEST_F(ArgumentsTest, ValuesMayBeJoined) {
  auto arguments = Parse({"--event.title=en=A=B", "--cascade=false", "-ojson"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->Find("title"), "en=A=B");
  EXPECT_EQ(arguments->Find("cascade"), "false");
  EXPECT_EQ(arguments->Find("output"), "json");
}

TEST_F(ArgumentsTest, AfterTwoHyphensAllIsPositional) {
  auto arguments = Parse({"--", "--title", "-"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_THAT(arguments->positionals, ElementsAre("--title", "-"));
}

TEST_F(ArgumentsTest, ValuesMayBeginWithAHyphen) {
  auto arguments = Parse({"--title", "-x"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->Find("title"), "-x");
}

TEST_F(ArgumentsTest, UnknownFlagsGetASuggestion) {
  EXPECT_THAT(Refusal({"--titel", "x"}), HasSubstr("did you mean \"--title\"?"));
  EXPECT_THAT(Refusal({"-x"}), HasSubstr("There is no flag -x"));
}

TEST_F(ArgumentsTest, MissingValuesAndSecondOnesAreRefused) {
  EXPECT_THAT(Refusal({"--title"}), HasSubstr("needs a value"));
  EXPECT_THAT(Refusal({"-o", "json", "-o", "yaml"}), HasSubstr("given twice"));
  EXPECT_TRUE(Parse({"--title", "a=b", "--title", "c=d"}).ok());
}

GlobalOptions Read(const std::vector<std::string>& words,
                   const std::map<std::string, std::string>& variables, bool terminal = true) {
  const Surroundings surroundings{[&](const char* name) -> std::optional<std::string> {
                                    auto found = variables.find(name);
                                    return found == variables.end() ? std::nullopt
                                                                    : std::optional(found->second);
                                  },
                                  terminal, 132};
  auto arguments = ParseArguments(words, PointersTo(GlobalFlags()));
  return ReadGlobalOptions(*arguments, surroundings).value();
}

TEST(GlobalOptions, ComeFromFlagsThenVariablesThenDefaults) {
  EXPECT_EQ(Read({}, {}).server, "127.0.0.1:8750");
  EXPECT_EQ(Read({}, {{"TAQVIM_SERVER", "a:1"}}).server, "a:1");
  EXPECT_EQ(Read({"--server", "b:2"}, {{"TAQVIM_SERVER", "a:1"}}).server, "b:2");
}

TEST(GlobalOptions, UseColoursOnlyWhereTheyAreWanted) {
  EXPECT_TRUE(Read({}, {}).color);
  EXPECT_FALSE(Read({}, {}, false).color);
  EXPECT_FALSE(Read({"--no-color"}, {}).color);
  EXPECT_FALSE(Read({}, {{"NO_COLOR", "1"}}).color);
  EXPECT_TRUE(Read({}, {{"NO_COLOR", ""}}).color);
}

TEST(GlobalOptions, TakeTheLanguageOfTheLocale) {
  EXPECT_THAT(Read({}, {{"LANG", "kk_KZ.UTF-8"}}).languages, ElementsAre("kk-KZ", "kk", "en"));
  EXPECT_THAT(Read({}, {{"LANG", "C.UTF-8"}}).languages, ElementsAre("en"));
  EXPECT_THAT(Read({"--lang", "az"}, {{"LANG", "kk_KZ"}}).languages, ElementsAre("az", "en"));
}

TEST(GlobalOptions, OfWrongFormAreRefused) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"-o", "jsn"},
                                             {"--timeout", "soon"},
                                             {"--timeout", "0s"},
                                             {"--time-zone", "Mars/Olympus"}}) {
    auto arguments = ParseArguments(words, PointersTo(GlobalFlags()));
    const Surroundings none{[](const char*) { return std::nullopt; }, false};
    EXPECT_TRUE(IsUsageError(ReadGlobalOptions(*arguments, none).status())) << words[1];
  }
}

TEST(GlobalOptions, ColourNothingOnATerminalThatUnderstandsNone) {
  EXPECT_FALSE(Read({}, {{"TERM", "dumb"}}).color);
}

TEST(GlobalOptions, ReadTimesInTheZoneThatIsNamed) {
  EXPECT_FALSE(Read({}, {}).zone_given);
  EXPECT_TRUE(Read({"--time-zone", "Asia/Almaty"}, {}).zone_given);
  EXPECT_EQ(Read({"--time-zone", "Asia/Almaty"}, {}).here.name(), "Asia/Almaty");
}

TEST(GlobalOptions, KnowNothingOfACommandsOwnFlagThatIsCalledAlike) {
  Flag own;
  own.name = "time-zone";
  own.value_name = "TEXT";
  std::vector<const Flag*> flags = {&own};
  for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
  const std::vector<std::string> words = {"--time-zone", "Mars/Olympus"};
  const auto arguments = ParseArguments(words, flags);
  const Surroundings none{[](const char*) { return std::nullopt; }, false};
  EXPECT_FALSE(ReadGlobalOptions(*arguments, none).value().zone_given);
}

TEST(GlobalOptions, AreAsWideAsTheTerminalOrAsIsSaid) {
  EXPECT_EQ(Read({}, {}).width, 132);
  EXPECT_EQ(Read({}, {{"COLUMNS", "60"}}).width, 60);
  EXPECT_EQ(Read({}, {{"COLUMNS", "60"}}, false).width, 0);
}

}  // namespace
}  // namespace taqvim::cli
