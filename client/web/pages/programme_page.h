// The page of culture days, with all that belongs to them.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Of an event that is culture days.
std::string ProgrammePage(const PublishedEvent& programme, const PageContext& context);

// `May 10 – 14, 2035`: from the first day of all stops to the last.
std::string ProgrammeDays(const PublishedEvent& programme, const PageContext& context);
// `Astana, Almaty`: the cities of its stops, each once.
std::string ProgrammeCities(const PublishedEvent& programme);

}  // namespace taqvim::web
