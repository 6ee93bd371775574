// Formatter of the history of an event for people.
#pragma once

#include <string>

#include "client/cli/output/showing.h"
#include "client/cli/text/style.h"
#include "taqvim/v1/event_revision.pb.h"

namespace taqvim::cli {

// An entry for each revision, in their order: when, by whom and by which method,
// then a line for each value that it changed, with what it was and what it
// became; long ones on two lines. Of the creation, what it was created with. What
// only repeats other lines, such as when holds arrived, is left out. Times are by the clocks of
// where the event was last known to take place, or of the person, as the end says; in UTC, with a
// Z, where nothing says it. Values are by those of where it took place then.
std::string HistoryText(const v1::ListEventRevisionsResponse& history, const Style& style,
                        const Showing& showing);

}  // namespace taqvim::cli
