// Answers to requests for what is published in other forms than pages and calendars.
#pragma once

#include <functional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Thread-safe. `/changes.atom`, and of a programme `/programmes/days/changes.atom`, `schedule.xml`
// and `schedule.csv`, in the language of `lang` alone: who reads them sends no other.
class ExportService {
 public:
  // All must outlive it.
  ExportService(const Copy& copy, const FeedSite& site, std::function<absl::Time()> now);

  // Whether the path is one of these, of whatever programme.
  static bool Answers(absl::string_view path);
  // With its ETag, for programs of other sites, too; or 304. 404 where there is no such programme
  // and 503 while the schedule is not known, each a sentence.
  Response Answer(const Request& request) const;

 private:
  const Copy& copy_;
  const FeedSite& site_;
  const std::function<absl::Time()> now_;
};

}  // namespace taqvim::web
