// The site: which part of it answers which request.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "client/web/exports/export_service.h"
#include "client/web/feeds/feed_service.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/kiosk/kiosk_service.h"
#include "client/web/pages/page_service.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Thread-safe.
class Site {
 public:
  // The copy must outlive it.
  Site(const Copy& copy, const FeedSite& site, const std::function<absl::Time()>& now);

  // Feeds, pages, screens at doors, other forms of programmes, and `/health`, which says in a
  // sentence whether what is shown is current, with 503 where nothing is shown.
  Response Answer(const Request& request);

 private:
  Response Health(const Request& request) const;

  const Copy& copy_;
  const std::function<absl::Time()> now_;
  const FeedSite site_;
  FeedService feeds_;
  KioskService kiosk_;
  ExportService exports_;
  PageService pages_;
};

}  // namespace taqvim::web
