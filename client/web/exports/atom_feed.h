// What changes, as a feed (RFC 4287).
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// The events of which what the public sees changed last, the newest first, at most a hundred: of
// culture days these and what belongs to them, or of all (nullptr). An entry is an event, by its
// uid for good, and says when and where it takes place and whether it was cancelled; readers show
// it again when it changes. The same bytes until something changes.
std::string AtomFeed(const PublishedEvent* programme, const PageContext& context);

}  // namespace taqvim::web
