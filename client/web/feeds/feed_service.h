// Answers to requests for calendar feeds.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_cache.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Thread-safe; it may take some milliseconds to make a feed that is not kept.
class FeedService {
 public:
  // The copy must outlive it.
  FeedService(const Copy& copy, FeedSite site, std::function<absl::Time()> now);

  // Whether the path is one of a feed, or of a page about one.
  static bool Answers(absl::string_view path);
  // A feed with its ETag, or 304; 404 for what the public knows nothing of and for pages about
  // feeds, which are not made here; 400 for parameters that are not understood, and 503 while the
  // schedule is not known. Each is a sentence.
  Response Answer(const Request& request);
  // What the feed has now: NOT_FOUND and UNAVAILABLE as above. Not to be called while the copy is
  // read.
  absl::StatusOr<FeedBytes> FeedAt(const FeedAddress& address, absl::Time now);

 private:
  const Copy& copy_;
  const FeedSite site_;
  const std::function<absl::Time()> now_;
  FeedCache cache_;
};

}  // namespace taqvim::web
