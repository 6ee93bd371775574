// Lists by weeks: how long one is, which days it has, and the links to those beside it.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// How many days a page has.
inline constexpr int kDaysOfPage = 28;

// Which days the page has, between links to the same page from days before and after, as far as
// they are held.
void WriteOtherWeeks(markup::MarkupWriter& out, const std::string& path, absl::CivilDay from,
                     const PageContext& context);

}  // namespace taqvim::web
