// The doctor of feeds: what Google's, Outlook's, Apple's and Thunderbird's calendars, and khal,
// would make of a calendar. Of the public bugs of other feeds it knows all that bytes show;
// what only several readings show (ETags, compression, what is not there) it cannot know.
// Pure, but for the data of zones; takes any bytes; may be called from any thread.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "client/web/calendar/finding.h"

namespace taqvim::web {

// What is severe first. Nothing of what WriteCalendar() writes is severe, as long as it has no
// more than 1 MB and 1,000 entries.
std::vector<Finding> Examine(absl::string_view bytes);

}  // namespace taqvim::web
