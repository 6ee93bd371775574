// Renderer of a Timeline as a page of HTML: one file, to read, to print and to send.
#pragma once

#include <string>

#include "client/cli/timeline/timeline_model.h"

namespace taqvim::cli {

// The page: a title, a legend, the panels of timeline_picture.h, and below them a list of
// what is when and where. A panel that is wider than the screen scrolls, while the names of
// halls stay. What is announced is filled, set-up and tear-down are hatched, holds are
// dashed, closures grey. Titles are written in the direction that their letters have. It
// follows the colours that the reader prefers; on paper it is light, and no panel is torn
// apart that fits a page. It needs no other file, and has no script.
std::string DrawTimelineAsHtml(const Timeline& timeline);

}  // namespace taqvim::cli
