// Renderer of a Timeline as text: a grid in blocks as wide as the screen, and a legend.
#pragma once

#include <string>

#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

struct TimelineStyle {
  // How many columns of characters a line may take.
  int width = 80;
  // Whether kinds are told apart by colour as well as by character.
  bool color = false;
};

// The drawing, ending with a newline. A cell says what occupies the row in that hour,
// day, week, month or year: `#` confirmed, `x` closed, `?` on hold, and `:` what is only
// set up or torn down there, each with the number of the entry in the legend, and `+` when
// there are more; `.` is free, and `-` an hour or a day that the clocks skip there. Where
// several share a cell, the first of UsesIn is shown: a day of which an hour is confirmed is
// never drawn as one that is only held. The legend has the times of each entry as they are
// announced, from when to when it is in use where that is longer, and the zone of each where
// they are not all in one.
//
// All cells are equally wide, whatever is in them. Columns that do not fit go into blocks
// below, each of about as many, which end with a day of hours or a week of days.
std::string DrawTimeline(const Timeline& timeline, const TimelineStyle& style);

}  // namespace taqvim::cli
