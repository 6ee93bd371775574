#include "client/cli/command/own_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

Arguments Given(const std::vector<std::string>& words) {
  static const std::vector<Flag> flags = {OwnFlag("limit", "NUMBER", "How many."),
                                          OwnFlag("all", "", "Everything."),
                                          OwnListFlag("city", "CITY", "Where."), SiteFlag()};
  auto arguments = ParseArguments(words, PointersTo(flags));
  EXPECT_TRUE(arguments.ok()) << arguments.status();
  return *arguments;
}

TEST(OwnFlags, TakeAValueOnceASwitchOrSeveral) {
  EXPECT_EQ(Given({"--city", "Baku", "--city", "Astana"}).flags.size(), 2);
  EXPECT_FALSE(OwnFlag("limit", "NUMBER", "").repeatable);
  EXPECT_TRUE(IsSwitchedOn(Given({"--all"}), "all"));
  EXPECT_FALSE(IsSwitchedOn(Given({"--all=false"}), "all"));
  EXPECT_FALSE(IsSwitchedOn(Given({}), "all"));
}

TEST(ReadLimit, IsANumberAboveZeroOrNone) {
  EXPECT_EQ(*ReadLimit(Given({})), std::nullopt);
  EXPECT_EQ(*ReadLimit(Given({"--limit", "20"})), 20);
  for (const char* text : {"0", "-1", "many", "", "99999999999"}) {
    const auto limit = ReadLimit(Given({std::string("--limit=") + text}));
    EXPECT_TRUE(IsUsageError(limit.status())) << text;
    EXPECT_THAT(limit.status().message(), ::testing::HasSubstr("--limit: ")) << text;
  }
}

TEST(ReadSite, IsAnAddressOfTheWebOrNone) {
  EXPECT_EQ(*ReadSite(Given({})), "");
  EXPECT_EQ(*ReadSite(Given({"--site", "https://schedule.example/"})), "https://schedule.example");
  EXPECT_EQ(*ReadSite(Given({"--site", "http://127.0.0.1:8780"})), "http://127.0.0.1:8780");
  for (const char* text : {"", "schedule.example", "ftp://x", "https://two words"}) {
    EXPECT_TRUE(IsUsageError(ReadSite(Given({std::string("--site=") + text})).status())) << text;
  }
}

}  // namespace
}  // namespace taqvim::cli
