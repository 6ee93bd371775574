// The box for searching.
#pragma once

#include <string>

#include "client/markup/markup_writer.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

// A form with what is looked for, which works without script.
void WriteSearch(markup::MarkupWriter& out, const std::string& query, const PageContext& context);

}  // namespace taqvim::web
