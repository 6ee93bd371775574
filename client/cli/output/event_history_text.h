// Formatter of the history of an event for people.
#pragma once

#include <string>

#include "client/cli/text/style.h"
#include "taqvim/v1/event_revision.pb.h"

namespace taqvim::cli {

// An entry for each revision, in their order: when, by whom and by which method,
// then a line for each value that it changed, with what it was and what it
// became; long ones on two lines. Of the creation, what it was created with. What
// only repeats other lines, such as when holds arrived, is left out.
std::string HistoryText(const v1::ListEventRevisionsResponse& history, const Style& style);

}  // namespace taqvim::cli
