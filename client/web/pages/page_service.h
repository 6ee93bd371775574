// Answers to requests for pages, and for what search engines read about them.
#pragma once

#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed_service.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/pages/context.h"
#include "client/web/published/copy.h"
#include "client/web/search/search_index.h"

namespace taqvim::web {

// Thread-safe. Pages are in the language of `lang`, else in the first of the interface's that the
// reader's browser asks for, else in English; that of a place is from the day `from` on, such as
// 2035-05-10, else from today; other parameters are passed over. Where nothing is at the address,
// or the schedule cannot be shown, a page says so.
class PageService {
 public:
  // All must outlive it.
  PageService(const Copy& copy, const FeedSite& site, FeedService& feeds,
              std::function<absl::Time()> now);

  Response Answer(const Request& request);

 private:
  // The page of the path; empty where there is none.
  std::string PageAt(const Request& request, const PageContext& context) const;
  // The page of what a search finds.
  Response Search(const Request& request);
  std::string SearchAt(const Request& request, const PageContext& context) const;
  Response CalendarPage(const Request& request, const FeedAddress& feed);
  // The page that the function makes of the schedule as it is.
  Response Rendered(const Request& request,
                    absl::FunctionRef<std::string(const PageContext&)> make) const;

  const Copy& copy_;
  const FeedSite& site_;
  FeedService& feeds_;
  const std::function<absl::Time()> now_;
  // It keeps what it knows of the copy's texts.
  mutable SearchIndex search_;
};

}  // namespace taqvim::web
