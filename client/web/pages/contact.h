// Whom to ask, among the facts of a page.
#pragma once

#include "client/web/pages/context.h"

namespace taqvim::web {

// As terms of a list of facts (`dl`); nothing where nothing is said. A mail address and a telephone
// number are links, so that a phone writes and calls at a touch. A number in words is text alone.
void WriteContact(markup::MarkupWriter& out, const v1::Contact& contact,
                  const PageContext& context);

}  // namespace taqvim::web
