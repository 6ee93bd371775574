// The page of what a search finds.
#pragma once

#include <string>

#include "client/web/pages/context.h"
#include "client/web/search/search_index.h"

namespace taqvim::web {

struct SearchQuery {
  std::string text;
  // What is over, the newest first, instead of what is to come.
  bool past = false;
  // From 1; of what is less or not there, the nearest.
  int page = 1;
};

// Programmes, places and organizations, then events, each once, at its next time, by days; 50 of
// them a page. What is over is behind a link. Is not for those who list pages.
std::string SearchPage(const SearchQuery& query, const Found& found, const PageContext& context);

}  // namespace taqvim::web
