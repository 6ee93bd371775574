// Layout of a Timeline as a picture: panels below one another, with bars at their places.
// Pure; timeline_svg.h and timeline_html.h draw it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

// Places are parts of the width of the panel, from 0 to 1.
struct PictureBar {
  size_t entry = 0;
  double start = 0;
  double end = 0;
  // Whether it is in use before the panel begins, and after it ends.
  bool from_before = false;
  bool goes_on = false;
  // Where of that what is announced begins and ends; between `start` and `end`.
  double opens = 0;
  double closes = 0;
  // What is written on what is announced or, where that is too short, beside the bar; and
  // from where to where there is room for it. Empty where another bar of the entry has it.
  std::string label;
  double label_start = 0;
  double label_end = 0;
  // Whether it ends where the bar begins.
  bool label_before = false;
  // Which of the lines of the row it is on, from 0.
  int lane = 0;
  // All that is known of it, in one sentence, for who cannot see the picture.
  std::string name;
};

struct PictureRow {
  std::string label;
  bool heading = false;
  // How many lines of bars it has: at least one, also when it is free.
  int lanes = 1;
  std::vector<PictureBar> bars;
  // Of each column, whether the clocks there skip it while those of another place do not.
  std::vector<bool> skips;
};

// What stands above a column.
struct PictureTick {
  std::string name;
  // Such as the day of the week; may be empty.
  std::string detail;
  bool weekend = false;
};

struct PicturePanel {
  // From when to when it is.
  std::string title;
  // All equally wide.
  std::vector<PictureTick> ticks;
  std::vector<PictureRow> rows;
};

// How wide a panel is for which the layout is made, in pixels, and how wide the text is
// about, in letters of 12 pixels.
constexpr double kPanelWidth = 968;
double TextWidth(absl::string_view text);

// The panels of the timeline: one for each day of hours and each week of days, unless those
// are two weeks at most; for half a year of weeks and each year of months; one for all years.
// Bars in a row that meet, or whose labels would, are on lines of their own; where a column
// is a week or longer, the bars of what repeats are on one line and have one label.
std::vector<PicturePanel> LayOut(const Timeline& timeline);

// What the picture is of.
std::string PictureTitle(const Timeline& timeline);

}  // namespace taqvim::cli
