// The page on the screen at a door: what is on in a space or a venue, until when, and what is next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

// A time in which the place is taken, of which no more is told.
struct ReservedBlock {
  absl::Time start;
  absl::Time end;
};

// Of `venues/{venue}` or `venues/{venue}/spaces/{space}`, at the context's very minute, by the
// clocks of the venue: what is on now and until when, what is next today, and the list of today,
// with what stays for longer. It is loaded again each minute, has nothing to touch, and is not for
// those who list pages. The blocks are said to be reserved, as far as they are of today; what is
// published is not among them. nullopt where there is no such place.
std::optional<std::string> KioskPage(const std::string& name,
                                     const std::vector<ReservedBlock>& reserved,
                                     const PageContext& context);

}  // namespace taqvim::web
