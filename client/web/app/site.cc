#include "client/web/app/site.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace taqvim::web {

Site::Site(const Copy& copy, const FeedSite& site, std::function<absl::Time()> now)
    : copy_(copy), now_(now), feeds_(copy, site, now) {}

Response Site::Answer(const Request& request) {
  if (FeedService::Answers(request.path)) return feeds_.Answer(request);
  if (request.path == "/health") return Health(request);
  return TextResponse(404, "There is nothing at this address.");
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
