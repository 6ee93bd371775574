// Pages about feeds: how to subscribe to one, and what calendars make of it.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

// The feed is there.
std::string SubscribePage(const FeedAddress& feed, const PageContext& context);

// What readers make of the bytes of the feed.
std::string CheckPage(const FeedAddress& feed, absl::string_view bytes, const PageContext& context);

}  // namespace taqvim::web
