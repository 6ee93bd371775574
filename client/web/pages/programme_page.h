// The page of culture days, with all that belongs to them.
#pragma once

#include <string>
#include <vector>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Of an event that is culture days.
std::string ProgrammePage(const PublishedEvent& programme, const PageContext& context);

// `May 10 – 14, 2035`: from the first day of all stops to the last.
std::string ProgrammeDays(const PublishedEvent& programme, const PageContext& context);
// `Astana, Almaty`: the cities of its stops, each once.
std::string ProgrammeCities(const PublishedEvent& programme, const PageContext& context);

// Each with its days and cities, as a list.
void WriteProgrammeCards(markup::MarkupWriter& out,
                         const std::vector<const PublishedEvent*>& programmes,
                         const PageContext& context);

}  // namespace taqvim::web
