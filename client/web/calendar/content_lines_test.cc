#include "client/web/calendar/content_lines.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/testing/unfolded.h"

namespace taqvim::web {
namespace {

std::string Written(const std::string& name, const std::string& text) {
  ContentLines lines;
  lines.AddText(name, text);
  return std::move(lines).Take();
}

std::string Times(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(ContentLinesTest, FillsALineWithSeventyFiveOctets) {
  // `S:` and 73 letters.
  EXPECT_EQ(Written("S", Times("a", 73)), absl::StrCat("S:", Times("a", 73), "\r\n"));
  EXPECT_EQ(Written("S", Times("a", 74)), absl::StrCat("S:", Times("a", 73), "\r\n a\r\n"));
  EXPECT_EQ(Written("S", Times("a", 73 + 75)),
            absl::StrCat("S:", Times("a", 73), "\r\n ", Times("a", 74), "\r\n a\r\n"));
}

// The lengths at which libical 3.0 writes broken lines.
TEST(ContentLinesTest, FoldsWhatLibicalBreaks) {
  EXPECT_EQ(Written("SUMMARY", Times("a", 73)),
            absl::StrCat("SUMMARY:", Times("a", 67), "\r\n aaaaaa\r\n"));
  EXPECT_EQ(Written("SUMMARY", Times("ж", 37)),
            absl::StrCat("SUMMARY:", Times("ж", 33), "\r\n жжжж\r\n"));
}

TEST(ContentLinesTest, BreaksBetweenCharacters) {
  for (int before = 0; before < 8; ++before) {
    const std::string text = absl::StrCat(Times("a", before), Times("😀", 60));
    const std::string bytes = Written("S", text);
    EXPECT_EQ(WrongWithLines(bytes), "");
    EXPECT_EQ(Unfolded(bytes).at(0), "S:" + text);
  }
}

TEST(ContentLinesTest, KeepsTogetherWhatPeopleTakeForOneCharacter) {
  for (const std::string one :
       {"e\u0301\u0323", "👨‍👩‍👧‍👦", "🇦🇿", "👍🏽", "ᄒ\u1161\u11ab"}) {
    for (int before = 50; before < 74; ++before) {
      const std::string bytes = Written("S", absl::StrCat(Times("a", before), one, one));
      EXPECT_EQ(WrongWithLines(bytes), "");
      // No break is within one of them.
      int found = 0;
      for (size_t at = bytes.find(one); at != std::string::npos; at = bytes.find(one, at + 1)) {
        ++found;
      }
      EXPECT_EQ(found, 2) << one << " after " << before << " letters: " << bytes;
    }
  }
}

TEST(ContentLinesTest, BreaksFlagsBetweenTwoOfThem) {
  const std::string bytes = Written("S", Times("🇦🇿", 30));
  EXPECT_EQ(WrongWithLines(bytes), "");
  EXPECT_EQ(bytes, absl::StrCat("S:", Times("🇦🇿", 9), "\r\n ", Times("🇦🇿", 9), "\r\n ",
                                Times("🇦🇿", 9), "\r\n ", Times("🇦🇿", 3), "\r\n"));
}

TEST(ContentLinesTest, DoesNotCutAnEscape) {
  for (int before = 60; before < 74; ++before) {
    const std::string bytes = Written("S", absl::StrCat(Times("a", before), ",b"));
    EXPECT_NE(bytes.find("\\,"), std::string::npos) << bytes;
    EXPECT_EQ(WrongWithLines(bytes), "");
  }
}

// More marks on one letter than a line has room for.
TEST(ContentLinesTest, BreaksWithinWhatIsLongerThanALine) {
  const std::string text = "e" + Times("\u0301", 200);
  const std::string bytes = Written("S", text);
  EXPECT_EQ(WrongWithLines(bytes), "");
  EXPECT_EQ(Unfolded(bytes).at(0), "S:" + text);
}

TEST(ContentLinesTest, LeavesOutWhatIsEmpty) {
  ContentLines lines;
  lines.AddTextIfAny("LOCATION", "\x01");
  lines.AddTextsIfAny("CATEGORIES", {"", "\x02"});
  EXPECT_EQ(lines.size(), 0u);
  lines.AddText("SUMMARY", "");
  lines.AddTextsIfAny("CATEGORIES", {"Film, talk", "", "Concert"});
  EXPECT_EQ(std::move(lines).Take(), "SUMMARY:\r\nCATEGORIES:Film\\, talk,Concert\r\n");
}

}  // namespace
}  // namespace taqvim::web
