#include "client/cli/text/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Table Events() {
  return {.headers = {"NAME", "TITLE", "RANK", "FROM", "TO"},
          .rows = {{"events/gala", "The gala concert that opens the culture days of two countries",
                    "1", "2035-10-10 18:00", "2035-10-10 20:00"},
                   {"events/talk", "A talk", "2", "2035-10-11 18:00", "2035-10-11 19:00"}},
          .looks = {{}, {}, {.leave_out = 1}, {}, {.leave_out = 2}}};
}

int Widest(const std::string& text) {
  int widest = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    widest = std::max(widest, DisplayWidth(line));
  }
  return widest;
}

TEST(Render, TakesWhatItNeedsWhereThereIsNoWidth) {
  EXPECT_EQ(Widest(Render(Events(), Style())), 116);
}

TEST(Render, WrapsTextsAtTheirSpaces) {
  EXPECT_EQ(Render(Events(), Style(), 80),
            "NAME         TITLE                      RANK  FROM              TO\n"
            "events/gala  The gala concert that      1     2035-10-10 18:00  2035-10-10 20:00\n"
            "             opens the culture days of\n"
            "             two countries\n"
            "events/talk  A talk                     2     2035-10-11 18:00  2035-10-11 19:00\n");
}

TEST(Render, LeavesOutWhatIsMissedLeastAndSaysSo) {
  const std::string text = Render(Events(), Style(), 60);
  EXPECT_LE(Widest(text), 60);
  EXPECT_THAT(text, HasSubstr("There is no room for RANK, TO; -o wide shows all."));
  EXPECT_THAT(text, HasSubstr("2035-10-10 18:00"));
}

TEST(Render, SaysBelowItWhatIsTheSameInAllRowsWhereThereIsNoRoom) {
  Table table = Events();
  table.headers.insert(table.headers.begin(), "WHERE");
  table.looks.insert(table.looks.begin(), ColumnLook());
  for (auto& row : table.rows) row.insert(row.begin(), "venues/library/spaces/hall");
  EXPECT_EQ(Render(table, Style(), 80),
            "NAME         TITLE                      RANK  FROM              TO\n"
            "events/gala  The gala concert that      1     2035-10-10 18:00  2035-10-10 20:00\n"
            "             opens the culture days of\n"
            "             two countries\n"
            "events/talk  A talk                     2     2035-10-11 18:00  2035-10-11 19:00\n"
            "All of them: WHERE venues/library/spaces/hall.\n");
  EXPECT_THAT(Render(table, Style(), 160), Not(HasSubstr("All of them")));
  table.rows.pop_back();
  EXPECT_THAT(Render(table, Style(), 80), Not(HasSubstr("All of them")));
}

TEST(Render, BreaksNoNameAndNoTime) {
  const std::string text = Render(Events(), Style(), 20);
  EXPECT_THAT(text, HasSubstr("events/gala"));
  EXPECT_THAT(text, HasSubstr("2035-10-10 18:00"));
}

TEST(Render, TakesNoLineForWhatIsLeftOut) {
  Table table = Events();
  table.headers.push_back("NOTE");
  for (auto& row : table.rows) row.push_back("a long note that takes several lines of its own");
  table.looks.push_back({.leave_out = 1});
  EXPECT_THAT(Render(table, Style(), 50), Not(HasSubstr("\n\n")));
}

TEST(Render, WrapsNoColumnThatIsWhole) {
  Table table = Events();
  table.looks[1].whole = true;
  EXPECT_THAT(Render(table, Style(), 40),
              HasSubstr("The gala concert that opens the culture days of two countries"));
}

TEST(Render, FitsWideAndRightToLeftTexts) {
  Table table{.headers = {"NAME", "TITLE"},
              .rows = {{"a", "文化 的 日子 在 阿斯塔纳 和 阿拉木图 举行 的 音乐会"},
                       {"b", "حفل موسيقي في أيام الثقافة بين البلدين الصديقين"}}};
  EXPECT_LE(Widest(Render(table, Style(), 30)), 30);
}

TEST(Render, SetsWordsInTheTonesOfTheirColumn) {
  const Table table{.headers = {"TITLE", "STATE"},
                    .rows = {{"confirmed", "confirmed"}},
                    .looks = {{}, {.tones = {{"confirmed", Tone::kGreen}}}}};
  EXPECT_THAT(Render(table, Style(true)), HasSubstr("\nconfirmed  \033[32mconfirmed\033[0m\n"));
  EXPECT_THAT(Render(table, Style(false)), Not(HasSubstr("\033")));
}

TEST(ToCsv, QuotesWhatItMustAndLeavesNoFormula) {
  const Table table{.headers = {"NAME", "TITLE"},
                    .rows = {{"a", "One, \"two\""}, {"b", "=1+1"}, {"c", ""}}};
  EXPECT_EQ(ToCsv(table), "NAME,TITLE\r\na,\"One, \"\"two\"\"\"\r\nb,'=1+1\r\nc,\r\n");
}

TEST(Render, WrapsListsOfNamesAtCommasAndLeavesNamesWhole) {
  const Table table{.headers = {"NAME", "PARTS"},
                    .rows = {{"spaces/both", "venues/library/spaces/hall, venues/library/foyer"}}};
  EXPECT_EQ(Render(table, Style(), 45),
            "NAME         PARTS\n"
            "spaces/both  venues/library/spaces/hall,\n"
            "             venues/library/foyer\n");
  EXPECT_EQ(Render(table, Style(), 20), Render(table, Style(), 40));
}

TEST(Render, LeavesOutTheLastOnlyWhereWordsAreTooLong) {
  const Table table{.headers = {"NAME", "TITLE", "CITY"},
                    .rows = {{"events/gala", "An evening of songs and dances", "Almaty"}},
                    .looks = {{}, {}, {.leave_out = kLeftOutLast}}};
  EXPECT_EQ(Render(table, Style(), 28),
            "NAME         TITLE    CITY\n"
            "events/gala  An       Almaty\n"
            "             evening\n"
            "             of\n"
            "             songs\n"
            "             and\n"
            "             dances\n");
  EXPECT_THAT(Render(table, Style(), 24), ::testing::HasSubstr("no room for\nCITY"));
}

TEST(WithoutColumn, LeavesTheOthers) {
  const Table table = WithoutColumn(
      {.headers = {"A", "B", "C"}, .rows = {{"1", "2", "3"}}, .looks = {{}, {.leave_out = 1}, {}}},
      "B");
  EXPECT_EQ(Render(table, Style()), "A  C\n1  3\n");
  EXPECT_EQ(Render(WithoutColumn(table, "D"), Style()), "A  C\n1  3\n");
}

}  // namespace
}  // namespace taqvim::cli
