// The site: which part of it answers which request.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "client/web/feeds/feed_service.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Thread-safe.
class Site {
 public:
  // The copy must outlive it.
  Site(const Copy& copy, const FeedSite& site, std::function<absl::Time()> now);

  // 404 for a path that nothing is at. `/health` says in a sentence whether what is shown is
  // current, with 503 where nothing is shown.
  Response Answer(const Request& request);

 private:
  Response Health(const Request& request) const;

  const Copy& copy_;
  const std::function<absl::Time()> now_;
  FeedService feeds_;
};

}  // namespace taqvim::web
