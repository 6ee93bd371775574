#include "client/web/kiosk/kiosk_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "client/web/http/conditional.h"
#include "client/web/kiosk/kiosk_page.h"
#include "client/web/pages/page_response.h"
#include "client/web/pages/request_context.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kEnding = "/kiosk";

}  // namespace

KioskService::KioskService(const Copy& copy, const FeedSite& site, std::function<absl::Time()> now)
    : copy_(copy), site_(site), now_(std::move(now)) {}

bool KioskService::Answers(absl::string_view path) {
  // A space may be called kiosk, and so may a venue.
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  const bool is_of_venue = parts.size() == 4;
  const bool is_of_space = parts.size() == 6 && parts[3] == "spaces";
  return (is_of_venue || is_of_space) && parts[1] == "venues" && absl::EndsWith(path, kEnding);
}

Response KioskService::Answer(const Request& request) const {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  const absl::Time now = now_();
  const std::string name = request.path.substr(1, request.path.size() - 1 - kEnding.size());
  std::optional<std::string> html;
  const absl::Status shown =
      WithContext(copy_, site_, request, now,
                  [&](const PageContext& context) { html = KioskPage(name, {}, context); });
  if (!shown.ok()) return FailurePage(site_, request, 503, "unavailable");
  if (!html) return FailurePage(site_, request, 404, "not-found");
  return Conditional(request, PageResponse(site_, 200, *std::move(html), LanguageOf(request)), now);
}

}  // namespace taqvim::web
