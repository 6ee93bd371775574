// The first page: programmes, what takes place in some weeks, and programmes that are over.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Of the weeks from that day on. Programmes are on the page of today's alone.
std::string FrontPage(absl::CivilDay from, const PageContext& context);

}  // namespace taqvim::web
