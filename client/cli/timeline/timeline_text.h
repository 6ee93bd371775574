// Renderer of a Timeline as text: a grid in blocks as wide as the screen, and a legend.
#pragma once

#include <string>

#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

struct TimelineStyle {
  // How many columns of characters a line may take.
  int width = 100;
  // Whether kinds are told apart by colour as well as by character.
  bool color = false;
};

// The drawing, ending with a newline. A cell says what occupies the row in that
// day or hour: `#` confirmed, `x` closed, `?` on hold, each with the number of the
// entry in the legend, and `+` when there are more; `.` is free. Where several share
// a cell, the first of EntriesIn is shown: a day of which an hour is confirmed is
// never drawn as one that is only held. The legend has the times of each entry, and
// says the zone of each where they are not all in one.
std::string DrawTimeline(const Timeline& timeline, const TimelineStyle& style);

}  // namespace taqvim::cli
