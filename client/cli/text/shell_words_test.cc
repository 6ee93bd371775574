#include "client/cli/text/shell_words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

TEST(ShellWord, IsAsItIsWhereAShellReadsItSo) {
  EXPECT_EQ(ShellWord("space=library/hall,set-up=2h"), "space=library/hall,set-up=2h");
  EXPECT_EQ(ShellWord("2035-05-04T18:00+05:00"), "2035-05-04T18:00+05:00");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("2035-05-04 18:00"), "'2035-05-04 18:00'");
  EXPECT_EQ(ShellWord("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellWord("~"), "'~'");
  EXPECT_EQ(ShellWord("Зал"), "'Зал'");
  EXPECT_EQ(ShellWord("one\ntwo's"), "$'one\\ntwo\\'s'");
}

// What bash makes of the line, each word behind a bar.
TEST(ShellLine, IsTakenApartIntoTheSameWords) {
  const std::vector<std::string> words = {
      "printf", "|%s", "$HOME", "`id`",  "a\\b", "\"quoted\"", "it's; rm *", "a\tb\nc\\'",
      "# x",    "!!",  "{a,b}", "~root", "=ls",  "Gülşən",     "",           "\x01"};
  const testing::TempDir dir;
  testing::Process bash({"/bin/bash", "-c", ShellLine(words)}, dir.Path("out"));
  ASSERT_EQ(bash.Wait(), 0);
  std::string expected;
  for (size_t i = 2; i < words.size(); ++i) absl::StrAppend(&expected, "|", words[i]);
  EXPECT_EQ(testing::ReadFile(dir.Path("out")), expected);
}

}  // namespace
}  // namespace taqvim::cli
