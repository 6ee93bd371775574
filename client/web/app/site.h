// The site: which part of it answers which request.
#pragma once

#include <functional>
#include <optional>

#include "absl/time/time.h"
#include "client/web/assets/assets.h"
#include "client/web/exports/export_service.h"
#include "client/web/feeds/feed_service.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/kiosk/kiosk_service.h"
#include "client/web/pages/page_service.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Where the timeline is.
inline constexpr char kTimeline[] = "/timeline";

// Thread-safe.
class Site {
 public:
  // The copy must outlive it. Without the timeline's files its address says so.
  Site(const Copy& copy, const FeedSite& site, std::optional<Assets> timeline,
       const std::function<absl::Time()>& now);

  // Feeds, pages, screens at doors, other forms of programmes, the timeline's files at kTimeline,
  // the icon, and `/health`, which says in a sentence whether what is shown is current, with 503
  // where nothing is shown.
  Response Answer(const Request& request);

 private:
  Response Timeline(const Request& request) const;
  Response Health(const Request& request) const;

  const Copy& copy_;
  const std::function<absl::Time()> now_;
  const FeedSite site_;
  const std::optional<Assets> timeline_;
  FeedService feeds_;
  KioskService kiosk_;
  ExportService exports_;
  PageService pages_;
};

}  // namespace taqvim::web
