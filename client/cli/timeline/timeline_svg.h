// Renderer of a Timeline as SVG: one file, for paper and for pages of others.
#pragma once

#include <string>

#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

// The drawing: a title, a legend, and the panels of timeline_picture.h below one another,
// each with the names of halls at the left. What is announced is filled, set-up and tear-down
// are hatched, holds are dashed, closures grey. Each bar has a title, by which it is known to
// who points at it and to readers of the screen. It follows the colours that the reader
// prefers, light or dark, and is light on paper. It needs no other file, and has no script.
std::string DrawTimelineAsSvg(const Timeline& timeline);

}  // namespace taqvim::cli
