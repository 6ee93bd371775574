// SVG and HTML of timelines: that they are well-formed, and what is in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/timeline/timeline_html.h"
#include "client/cli/timeline/timeline_svg.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHostile[] = "<script>alert(\"1\")</script> & 'b' \x1b[2J\x01";

// Whether the parser of Python takes it.
bool IsWellFormed(const std::string& text) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/timeline.", getpid(), ".xml");
  std::ofstream(path) << text;
  const std::string command =
      absl::StrCat("python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' ",
                   path, " 2>/dev/null");
  const bool parsed = std::system(command.c_str()) == 0;
  unlink(path.c_str());
  return parsed;
}

size_t Count(absl::string_view text, absl::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != absl::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class MarkupTest : public ::testing::Test {
 protected:
  MarkupTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &zone_));
    timeline_.title = "Days of culture";
    timeline_.unit = TimelineUnit::kDay;
    timeline_.columns = ColumnsOf(TimelineUnit::kDay, absl::CivilDay(2027, 10, 7),
                                  absl::CivilDay(2027, 10, 10), {zone_});
    timeline_.rows.push_back({.label = "Library, Astana", .heading = true, .bars = {}});
    timeline_.rows.push_back({.label = "Hall", .bars = {}});
    timeline_.rows.push_back({.label = "اتاق", .bars = {}});
  }

  void Occupy(size_t row, const std::string& title, int day, int hour, int hours,
              v1::OccupancyKind kind = v1::OCCUPANCY_KIND_CONFIRMED,
              absl::Duration set_up = absl::ZeroDuration()) {
    const absl::Time start = absl::FromCivil(absl::CivilHour(2027, 10, day, hour), zone_);
    const TimelineStretch stretch{start, start + absl::Hours(hours), zone_, set_up};
    timeline_.entries.push_back({"events/e", title, kind, {stretch}});
    timeline_.rows[row].bars.push_back({stretch, timeline_.entries.size() - 1});
  }
  void OccupyAll() {
    Occupy(1, "Gala", 7, 16, 5, v1::OCCUPANCY_KIND_CONFIRMED, absl::Hours(2));
    Occupy(1, "Idea", 8, 10, 5, v1::OCCUPANCY_KIND_HOLD);
    Occupy(2, "شب شعر", 9, 10, 5);
    Occupy(2, "Repairs", 8, 0, 24, v1::OCCUPANCY_KIND_CLOSURE);
  }

  absl::TimeZone zone_;
  Timeline timeline_;
};

TEST_F(MarkupTest, IsWellFormed) {
  OccupyAll();
  EXPECT_TRUE(IsWellFormed(DrawTimelineAsSvg(timeline_)));
  EXPECT_TRUE(IsWellFormed(DrawTimelineAsHtml(timeline_)));
  EXPECT_FALSE(IsWellFormed("<a>"));
}

TEST_F(MarkupTest, IsWellFormedWhateverOthersWrote) {
  timeline_.title = kHostile;
  timeline_.rows[0].label = kHostile;
  timeline_.rows[1].label = kHostile;
  Occupy(1, kHostile, 7, 16, 60);
  Occupy(1, "\xff\xed\xa0\x80", 7, 16, 60);
  for (const std::string& text : {DrawTimelineAsSvg(timeline_), DrawTimelineAsHtml(timeline_)}) {
    EXPECT_TRUE(IsWellFormed(text)) << text;
    EXPECT_THAT(text, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;"),
                            Not(HasSubstr("\x1b")), Not(HasSubstr("\x01"))));
  }
}

TEST_F(MarkupTest, NeedsNoOtherFileAndNoScript) {
  OccupyAll();
  for (const std::string& text : {DrawTimelineAsSvg(timeline_), DrawTimelineAsHtml(timeline_)}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("script")), Not(HasSubstr("href")),
                            Not(HasSubstr("src=")), Not(HasSubstr("@import"))));
    EXPECT_THAT(text, AllOf(HasSubstr("prefers-color-scheme: dark"),
                            HasSubstr("Days of culture, 2027-10-07 to 2027-10-10")));
  }
  EXPECT_THAT(DrawTimelineAsHtml(timeline_), HasSubstr("@media print"));
}

TEST_F(MarkupTest, SvgHasABarForEachUseWithAName) {
  OccupyAll();
  const std::string svg = DrawTimelineAsSvg(timeline_);
  // One of the title of all, and one of each bar.
  EXPECT_EQ(Count(svg, "<title>"), 5);
  EXPECT_THAT(svg, HasSubstr("<title>Gala; Hall; Thu 2027-10-07 18:00-21:00, in use "
                             "16:00-21:00; confirmed</title>"));
  EXPECT_EQ(Count(svg, "<g class=\"confirmed\" role=\"img\">"), 2);
  EXPECT_EQ(Count(svg, "<g class=\"hold\" role=\"img\">"), 1);
  EXPECT_EQ(Count(svg, "<g class=\"closed\" role=\"img\">"), 1);
}

TEST_F(MarkupTest, SvgWritesFromTheRightWhatIsReadSo) {
  OccupyAll();
  const std::string svg = DrawTimelineAsSvg(timeline_);
  EXPECT_EQ(Count(svg, "direction=\"rtl\""), 2);
  EXPECT_THAT(svg, HasSubstr("direction=\"rtl\" text-anchor=\"end\">10:00 شب شعر</text>"));
}

TEST_F(MarkupTest, HtmlHasNamesTheirDirectionsAndAList) {
  OccupyAll();
  const std::string html = DrawTimelineAsHtml(timeline_);
  EXPECT_THAT(html, AllOf(HasSubstr("<div class=\"name\" dir=\"auto\">Hall</div>"),
                          HasSubstr("dir=\"auto\">شب شعر</b>"),
                          HasSubstr("aria-label=\"Idea; Hall; Fri 2027-10-08 10:00-15:00; "
                                    "hold\""),
                          HasSubstr("in use 16:00-21:00")));
  EXPECT_EQ(Count(html, "role=\"img\""), 4);
  EXPECT_EQ(Count(html, "<li>"), 8);
}

// At the end of the panel there is room for a title before its bar alone.
TEST_F(MarkupTest, WritesBesideBarsThatAreShort) {
  Occupy(1, "Talk", 10, 22, 2);
  EXPECT_THAT(DrawTimelineAsHtml(timeline_), HasSubstr("--lane:0;right:2.08%;max-width:"));
  EXPECT_THAT(DrawTimelineAsSvg(timeline_), HasSubstr("text-anchor=\"end\">22:00 Talk</text>"));
}

TEST_F(MarkupTest, SaysThatEverythingIsFree) {
  EXPECT_THAT(DrawTimelineAsHtml(timeline_), HasSubstr("Everything is free."));
  EXPECT_TRUE(IsWellFormed(DrawTimelineAsSvg(timeline_)));
}

TEST_F(MarkupTest, MarksWhatIsClosedAndNamesTheZoneThatWasChosen) {
  OccupyAll();
  timeline_.entries[0].closed = "private";
  timeline_.shown_in = zone_;
  const std::string svg = DrawTimelineAsSvg(timeline_), html = DrawTimelineAsHtml(timeline_);
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>Gala (private); Hall; "),
                         HasSubstr("2027-10-10, by the clocks of Asia/Almaty</title>"),
                         HasSubstr("Times are all by the clocks of Asia/Almaty.")));
  EXPECT_THAT(html, AllOf(HasSubstr("Gala (private)</b>"),
                          HasSubstr("Times are all by the clocks of Asia/Almaty.")));
}

}  // namespace
}  // namespace taqvim::cli
