// Whole drawings at the widths of a phone's terminal, of a pipe and of a wide screen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/text.h"
#include "client/cli/timeline/timeline_text.h"

namespace taqvim::cli {
namespace {

// Titles and halls in Latin, Cyrillic and Arabic letters, wide and combining ones; more
// entries than have one digit, of which some share a day.
class GoldenTest : public ::testing::Test {
 protected:
  GoldenTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &zone_));
    timeline_.unit = TimelineUnit::kDay;
    timeline_.columns = ColumnsOf(TimelineUnit::kDay, absl::CivilDay(2027, 10, 7),
                                  absl::CivilDay(2027, 10, 20), {zone_});
    timeline_.rows.push_back(
        {.label = "Library, Astana (Asia/Almaty)", .heading = true, .bars = {}});
    for (const char* label : {"Great hall", "Читальный зал", "اتاق مطالعه", "会議室 Salo\u0301n"}) {
      timeline_.rows.push_back({.label = label, .bars = {}, .zone = zone_});
    }
    for (int i = 0; i < 8; ++i) Occupy(1, "Talk", 7 + i, 10, 1);
    Occupy(2, "Показ фильма «Аршин мал алан»", 7, 18, 3, absl::Hours(1));
    Occupy(3, "شب شعر نظامی", 8, 18, 3, absl::Hours(30));
    Occupy(4, "会議", 9, 9, 3, absl::ZeroDuration(), v1::OCCUPANCY_KIND_HOLD);
    Occupy(1, "Gala", 7, 18, 5, absl::Hours(2));
    Occupy(4, "Repairs", 9, 10, 72, absl::ZeroDuration(), v1::OCCUPANCY_KIND_CLOSURE);
    Occupy(2, "Film", 7, 21, 3);
    // What is drawn first in its cell has two digits, and is not alone.
    Occupy(2, "Talk", 9, 10, 1);
    Occupy(2, "Talk", 9, 12, 1);
  }

  void Occupy(size_t row, const std::string& title, int day, int hour, int hours,
              absl::Duration set_up = absl::ZeroDuration(),
              v1::OccupancyKind kind = v1::OCCUPANCY_KIND_CONFIRMED) {
    const absl::Time open = absl::FromCivil(absl::CivilHour(2027, 10, day, hour), zone_);
    const TimelineStretch stretch{open - set_up, open + absl::Hours(hours), zone_, set_up};
    timeline_.entries.push_back({"events/e", title, kind, {stretch}});
    timeline_.rows[row].bars.push_back({stretch, timeline_.entries.size() - 1});
  }
  std::string Draw(int width, bool color = false) const {
    return DrawTimeline(timeline_, {.width = width, .color = color});
  }

  absl::TimeZone zone_;
  Timeline timeline_;
};

TEST_F(GoldenTest, FitsItsWidth) {
  for (int width : {60, 80, 100, 160}) {
    const std::string text = Draw(width);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

// Each mark begins in a column of the grid, whatever stands before it.
TEST_F(GoldenTest, KeepsTheGrid) {
  std::vector<std::string> lines = absl::StrSplit(Draw(160), '\n');
  ASSERT_GT(lines.size(), 8);
  const int first = DisplayWidth(lines[1].substr(0, lines[1].find("Thu")));
  for (size_t i = 4; i < 8; ++i) {
    const size_t begin = lines[i].find_first_of("#?x:.", 2);
    EXPECT_EQ(DisplayWidth(lines[i].substr(0, begin)), first) << lines[i];
    for (size_t at = begin; at < lines[i].size(); ++at) {
      const bool begins = lines[i][at] != ' ' && lines[i][at - 1] == ' ';
      if (begins) {
        EXPECT_EQ((at - begin) % 5, 0) << lines[i];
      }
    }
  }
}

TEST_F(GoldenTest, IsThisAt60Columns) {
  EXPECT_EQ(Draw(60), R"(                 Oct 2027
                 Thu  Fri  Sat  Sun  Mon  Tue  Wed
                  7    8    9   10   11   12   13
Library, Astana (Asia/Almaty)
  Great hall     #1+  #2   #3   #4   #5   #6   #7
  Читальный зал  #9+  .    #15+ .    .    .    .
  اتاق مطالعه‎    :10  #10  .    .    .    .    .
  会議室 Salón   .    .    x13+ x13  x13  x13  .

                 Oct 2027
                 Thu  Fri  Sat  Sun  Mon  Tue  Wed
                 14   15   16   17   18   19   20
Library, Astana (Asia/Almaty)
  Great hall     #8   .    .    .    .    .    .
  Читальный зал  .    .    .    .    .    .    .
  اتاق مطالعه‎    .    .    .    .    .    .    .
  会議室 Salón   .    .    .    .    .    .    .

#1  Talk
    Thu 2027-10-07 10:00-11:00
#2  Talk
    Fri 2027-10-08 10:00-11:00
#3  Talk
    Sat 2027-10-09 10:00-11:00
#4  Talk
    Sun 2027-10-10 10:00-11:00
#5  Talk
    Mon 2027-10-11 10:00-11:00
#6  Talk
    Tue 2027-10-12 10:00-11:00
#7  Talk
    Wed 2027-10-13 10:00-11:00
#8  Talk
    Thu 2027-10-14 10:00-11:00
#9  Показ фильма «Аршин мал алан»
    Thu 2027-10-07 18:00-21:00
    in use 17:00-21:00
#10 شب شعر نظامی
    Fri 2027-10-08 18:00-21:00
    in use Thu 2027-10-07 12:00-2027-10-08 21:00
?11 会議
    Sat 2027-10-09 09:00-12:00
#12 Gala
    Thu 2027-10-07 18:00-23:00
    in use 16:00-23:00
x13 Repairs
    Sat 2027-10-09 10:00-2027-10-12 10:00
#14 Film
    Thu 2027-10-07 21:00-00:00
#15 Talk
    Sat 2027-10-09 10:00-11:00
#16 Talk
    Sat 2027-10-09 12:00-13:00

# confirmed, : set-up or tear-down, x closed, ? hold, .
free, + more than one
Times are local (Asia/Almaty), as announced.
)");
}

TEST_F(GoldenTest, IsThisAt80Columns) {
  EXPECT_EQ(Draw(80), R"(                 Oct 2027
                 Thu  Fri  Sat  Sun  Mon  Tue  Wed
                  7    8    9   10   11   12   13
Library, Astana (Asia/Almaty)
  Great hall     #1+  #2   #3   #4   #5   #6   #7
  Читальный зал  #9+  .    #15+ .    .    .    .
  اتاق مطالعه‎    :10  #10  .    .    .    .    .
  会議室 Salón   .    .    x13+ x13  x13  x13  .

                 Oct 2027
                 Thu  Fri  Sat  Sun  Mon  Tue  Wed
                 14   15   16   17   18   19   20
Library, Astana (Asia/Almaty)
  Great hall     #8   .    .    .    .    .    .
  Читальный зал  .    .    .    .    .    .    .
  اتاق مطالعه‎    .    .    .    .    .    .    .
  会議室 Salón   .    .    .    .    .    .    .

#1  Thu 2027-10-07 10:00-11:00             Talk
#2  Fri 2027-10-08 10:00-11:00             Talk
#3  Sat 2027-10-09 10:00-11:00             Talk
#4  Sun 2027-10-10 10:00-11:00             Talk
#5  Mon 2027-10-11 10:00-11:00             Talk
#6  Tue 2027-10-12 10:00-11:00             Talk
#7  Wed 2027-10-13 10:00-11:00             Talk
#8  Thu 2027-10-14 10:00-11:00             Talk
#9  Thu 2027-10-07 18:00-21:00             Показ фильма «Аршин мал алан»
    in use 17:00-21:00
#10 Fri 2027-10-08 18:00-21:00             شب شعر نظامی
    in use Thu 2027-10-07 12:00-2027-10-08 21:00
?11 Sat 2027-10-09 09:00-12:00             会議
#12 Thu 2027-10-07 18:00-23:00             Gala
    in use 16:00-23:00
x13 Sat 2027-10-09 10:00-2027-10-12 10:00  Repairs
#14 Thu 2027-10-07 21:00-00:00             Film
#15 Sat 2027-10-09 10:00-11:00             Talk
#16 Sat 2027-10-09 12:00-13:00             Talk

# confirmed, : set-up or tear-down, x closed, ? hold, . free, + more than one
Times are local (Asia/Almaty), as announced.
)");
}

TEST_F(GoldenTest, IsThisAt160Columns) {
  EXPECT_EQ(Draw(160), R"(                 Oct 2027
                 Thu  Fri  Sat  Sun  Mon  Tue  Wed  Thu  Fri  Sat  Sun  Mon  Tue  Wed
                  7    8    9   10   11   12   13   14   15   16   17   18   19   20
Library, Astana (Asia/Almaty)
  Great hall     #1+  #2   #3   #4   #5   #6   #7   #8   .    .    .    .    .    .
  Читальный зал  #9+  .    #15+ .    .    .    .    .    .    .    .    .    .    .
  اتاق مطالعه‎    :10  #10  .    .    .    .    .    .    .    .    .    .    .    .
  会議室 Salón   .    .    x13+ x13  x13  x13  .    .    .    .    .    .    .    .

#1  Thu 2027-10-07 10:00-11:00             Talk
#2  Fri 2027-10-08 10:00-11:00             Talk
#3  Sat 2027-10-09 10:00-11:00             Talk
#4  Sun 2027-10-10 10:00-11:00             Talk
#5  Mon 2027-10-11 10:00-11:00             Talk
#6  Tue 2027-10-12 10:00-11:00             Talk
#7  Wed 2027-10-13 10:00-11:00             Talk
#8  Thu 2027-10-14 10:00-11:00             Talk
#9  Thu 2027-10-07 18:00-21:00             Показ фильма «Аршин мал алан»
    in use 17:00-21:00
#10 Fri 2027-10-08 18:00-21:00             شب شعر نظامی
    in use Thu 2027-10-07 12:00-2027-10-08 21:00
?11 Sat 2027-10-09 09:00-12:00             会議
#12 Thu 2027-10-07 18:00-23:00             Gala
    in use 16:00-23:00
x13 Sat 2027-10-09 10:00-2027-10-12 10:00  Repairs
#14 Thu 2027-10-07 21:00-00:00             Film
#15 Sat 2027-10-09 10:00-11:00             Talk
#16 Sat 2027-10-09 12:00-13:00             Talk

# confirmed, : set-up or tear-down, x closed, ? hold, . free, + more than one
Times are local (Asia/Almaty), as announced.
)");
}

// The same but for the codes, which are around whole cells, also at the ends of lines.
TEST_F(GoldenTest, IsTheSameInColour) {
  for (int width : {60, 80, 160}) {
    std::string text = Draw(width, true);
    EXPECT_THAT(text, ::testing::HasSubstr("\x1b[30;42m#1+ \x1b[0m "));
    EXPECT_THAT(text, ::testing::HasSubstr("\x1b[36m:10 \x1b[0m "));
    for (size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
      text.erase(at, text.find('m', at) - at + 1);
    }
    EXPECT_EQ(absl::StrReplaceAll(text, {{"  \n", "\n"}, {" \n", "\n"}}), Draw(width));
  }
}

}  // namespace
}  // namespace taqvim::cli
