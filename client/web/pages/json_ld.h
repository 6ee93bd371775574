// Events as JSON-LD of schema.org, for those who list and search events.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// https://schema.org/Event, with the first time at which it takes place, its places, owner and
// state. JSON without a `<`, the same each time.
std::string JsonLdOf(const PublishedEvent& event, const PageContext& context);

// Culture days, with the events that belong to them as `subEvent`, at most a hundred.
std::string JsonLdOfProgramme(const PublishedEvent& programme,
                              const std::vector<const PublishedEvent*>& events,
                              const PageContext& context);

}  // namespace taqvim::web
