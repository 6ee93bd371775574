// The page of an event.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

std::string EventPage(const PublishedEvent& event, const PageContext& context);

// Who organises it and who helps, as a list; nothing where nobody is named.
void WritePartners(markup::MarkupWriter& out, const v1::Event& event, const PageContext& context);

}  // namespace taqvim::web
