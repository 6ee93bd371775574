#include "client/cli/app/pager.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

TEST(ScreenLines, CountsLinesThatRunOver) {
  EXPECT_EQ(ScreenLines("one\ntwo\n", 80), 2);
  EXPECT_EQ(ScreenLines("one", 80), 1);
  EXPECT_EQ(ScreenLines("one\n\nthree\n", 80), 3);
  const std::string two_lines(160, 'x');
  EXPECT_EQ(ScreenLines(absl::StrCat(two_lines, "x\n"), 80), 3);
  EXPECT_EQ(ScreenLines(absl::StrCat(two_lines, "\n"), 80), 2);
  EXPECT_EQ(ScreenLines(absl::StrCat(two_lines, "x\n"), 0), 1);
  // Two columns each.
  EXPECT_EQ(ScreenLines("\u5e74\u5e74\u5e74", 4), 2);
}

class PagerTest : public ::testing::Test {
 protected:
  std::string Into(const std::string& name) const { return dir_.Path(name); }
  const testing::TempDir dir_;
};

TEST_F(PagerTest, GetsTheWholeText) {
  const std::string text(1 << 20, 'x');
  EXPECT_TRUE(ShowInPager("cat > '" + Into("seen") + "'", text));
  EXPECT_EQ(testing::ReadFile(Into("seen")), text);
}

TEST_F(PagerTest, MayStopReadingAndMayFail) {
  const std::string text(1 << 20, 'x');
  EXPECT_TRUE(ShowInPager("head -c 1 > '" + Into("seen") + "'", text));
  EXPECT_EQ(testing::ReadFile(Into("seen")), "x");
  EXPECT_TRUE(ShowInPager("exit 3", text));
}

TEST_F(PagerTest, ThatIsNotThereOrNoProgramShowsNothing) {
  EXPECT_FALSE(ShowInPager("exit 127", "text"));
  EXPECT_FALSE(ShowInPager("/etc/passwd 2>/dev/null", "text"));
}

TEST_F(PagerTest, ReadsLettersAsTheyArePrinted) {
  EXPECT_TRUE(ShowInPager("printf %s \"$LESSCHARSET\" > '" + Into("seen") + "'", ""));
  EXPECT_EQ(testing::ReadFile(Into("seen")), "utf-8");
}

}  // namespace
}  // namespace taqvim::cli
