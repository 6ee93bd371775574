// Pages as answers.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/web/feeds/feed.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// A page with its ETag and what a browser may do with it: no script, nothing of others but
// pictures from the site's hosts, forms to this site alone. The language is that of its words, or
// empty. Whoever keeps it asks each time whether it is still so; what is no 200 nobody keeps.
Response PageResponse(const FeedSite& site, int status, std::string html,
                      absl::string_view language);

// A page that says the words with that key and nothing else, in a language of the request; 503
// with when to come again.
Response FailurePage(const FeedSite& site, const Request& request, int status,
                     absl::string_view key);

}  // namespace taqvim::web
