// The first page: programmes, and what takes place in the coming days.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

std::string FrontPage(const PageContext& context);

}  // namespace taqvim::web
