// When something takes place, in a line.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// `Thursday, May 10, 2035, 18:00–20:00`, or the days; empty for no period.
std::string TimesText(const v1::Period& period, const PageContext& context);

}  // namespace taqvim::web
