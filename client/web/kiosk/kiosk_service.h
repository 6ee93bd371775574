// Answers to requests for the screens at doors.
#pragma once

#include <functional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/published/copy.h"

namespace taqvim::web {

// Thread-safe. `/venues/opera/kiosk` and `/venues/opera/spaces/hall/kiosk`, in the language of
// `lang`; what is reserved is not told to everybody.
class KioskService {
 public:
  // All must outlive it.
  KioskService(const Copy& copy, const FeedSite& site, std::function<absl::Time()> now);

  // Whether the path is one of a screen.
  static bool Answers(absl::string_view path);
  Response Answer(const Request& request) const;

 private:
  const Copy& copy_;
  const FeedSite& site_;
  const std::function<absl::Time()> now_;
};

}  // namespace taqvim::web
