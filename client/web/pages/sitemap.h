// What search engines are told: which pages there are, and which not to read.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// https://www.sitemaps.org/protocol.html: the first page, programmes, events, venues and
// organizations, 50,000 at most, with the day on which what the public sees of an event last
// changed.
std::string Sitemap(const PageContext& context);

// RFC 9309: all may be read, and where the sitemap is. Feeds must not be shut out, as calendars
// that heed it could not subscribe to them; what is not to be listed says so itself (noindex).
std::string RobotsText(const FeedSite& site);

}  // namespace taqvim::web
