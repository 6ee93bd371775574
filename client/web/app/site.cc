#include "client/web/app/site.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {

Site::Site(const Copy& copy, const FeedSite& site, const std::function<absl::Time()>& now)
    : copy_(copy),
      now_(now),
      site_(site),
      feeds_(copy, site, now),
      kiosk_(copy, site_, now),
      exports_(copy, site_, now),
      pages_(copy, site_, feeds_, now) {}

Response Site::Answer(const Request& request) {
  if (request.path == "/health") return Health(request);
  if (ExportService::Answers(request.path)) return exports_.Answer(request);
  if (KioskService::Answers(request.path)) return kiosk_.Answer(request);
  const bool is_feed = FeedService::Answers(request.path) && absl::EndsWith(request.path, ".ics");
  return is_feed ? feeds_.Answer(request) : pages_.Answer(request);
}

Response Site::Health(const Request& request) const {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  std::string sentence;
  const absl::Status shown = copy_.Read(now_(), [&](const CopyView& view) {
    sentence = absl::StrCat(
        view.is_current ? "The schedule is current: " : "The schedule may have changed since: ",
        view.schedule.events().size(), " published events as of ",
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", view.confirmed, absl::UTCTimeZone()), ".");
  });
  return shown.ok() ? TextResponse(200, sentence) : TextResponse(503, shown.message());
}

}  // namespace taqvim::web
