// The page of an organization: what it is, its venues, and what it brings about.
#pragma once

#include <optional>
#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Of `organizations/{organization}`, with its programmes that are not over, and what it organises
// or helps with in some weeks from the day on; nullopt where there is no such.
std::optional<std::string> OrganizationPage(const std::string& name, absl::CivilDay from,
                                            const PageContext& context);

}  // namespace taqvim::web
