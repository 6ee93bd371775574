// The page of a venue or a space: where it is, and what takes place there in some weeks.
#pragma once

#include <optional>
#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Of `venues/{venue}` or `venues/{venue}/spaces/{space}`, from the day on; nullopt where there is
// no such.
std::optional<std::string> PlacePage(const std::string& name, absl::CivilDay from,
                                     const PageContext& context);

}  // namespace taqvim::web
