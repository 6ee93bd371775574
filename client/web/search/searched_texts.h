// The texts by which things of the schedule are found.
#pragma once

#include <string>

#include "client/web/published/schedule.h"

namespace taqvim::web {

// All that the public reads of it, in all languages, one text behind the other.
std::string SearchedText(const v1::Event& event);
std::string SearchedText(const v1::Venue& venue);
std::string SearchedText(const v1::Space& space);
std::string SearchedText(const v1::Organization& organization);

}  // namespace taqvim::web
