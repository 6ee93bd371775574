#include "client/web/app/site.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {

Site::Site(const Copy& copy, const FeedSite& site, std::optional<Assets> timeline,
           const std::function<absl::Time()>& now)
    : copy_(copy),
      now_(now),
      site_(site),
      timeline_(std::move(timeline)),
      feeds_(copy, site, now),
      kiosk_(copy, site_, now),
      exports_(copy, site_, now),
      pages_(copy, site_, feeds_, now) {}

Response Site::Answer(const Request& request) {
  if (request.path == "/health") return Health(request);
  if (ExportService::Answers(request.path)) return exports_.Answer(request);
  if (KioskService::Answers(request.path)) return kiosk_.Answer(request);
  if (IsIcon(request.path)) return IconResponse(request, now_());
  if (request.path == kTimeline || absl::StartsWith(request.path, absl::StrCat(kTimeline, "/"))) {
    return Timeline(request);
  }
  const bool is_feed = FeedService::Answers(request.path) && absl::EndsWith(request.path, ".ics");
  return is_feed ? feeds_.Answer(request) : pages_.Answer(request);
}

Response Site::Timeline(const Request& request) const {
  if (timeline_) return timeline_->Answer(request, now_());
  return TextResponse(404,
                      "The timeline is not installed here. Whoever runs the site can build it, and "
                      "name its folder with --timeline.");
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
