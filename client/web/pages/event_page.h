// The page of an event.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

std::string EventPage(const PublishedEvent& event, const PageContext& context);

// What is performed, shown or read there, as a list under a heading; nothing for nothing.
void WriteWorks(markup::MarkupWriter& out, const v1::Event& event, const PageContext& context);

}  // namespace taqvim::web
