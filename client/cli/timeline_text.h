// Draws a timeline for people: a grid in blocks as wide as the screen, and a
// legend.
#pragma once

#include <string>

#include "client/cli/timeline_model.h"

namespace taqvim::cli {

struct TimelineStyle {
  // How many columns of characters a line may take.
  int width = 100;
  // Whether kinds are told apart by colour as well as by character.
  bool color = false;
};

// The drawing, ending with a newline. A cell says what occupies the row in that
// day or hour: `#` confirmed, `?` on hold, `x` closed, each with the number of
// the entry in the legend, and `+` when there are more; `.` is free.
std::string DrawTimeline(const Timeline& timeline, const TimelineStyle& style);

}  // namespace taqvim::cli
