// What the page that a request asks for is made with.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed.h"
#include "client/web/http/request.h"
#include "client/web/pages/context.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// The language of the interface that the request asks for (RFC 9110, 12.5.4), or what its
// parameter `lang` says; empty for none.
std::string LanguageOf(const Request& request);

// Calls back with what there is now, and the languages of the request. UNAVAILABLE where there is
// nothing to be shown; see Copy::Read.
absl::Status WithContext(const Copy& copy, const FeedSite& site, const Request& request,
                         absl::Time now, absl::FunctionRef<void(const PageContext&)> use);

}  // namespace taqvim::web
