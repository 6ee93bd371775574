#include "client/web/pages/page_service.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/web/http/conditional.h"
#include "client/web/pages/calendar_pages.h"
#include "client/web/pages/event_page.h"
#include "client/web/pages/front_page.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/organization_page.h"
#include "client/web/pages/page_response.h"
#include "client/web/pages/place_page.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/request_context.h"
#include "client/web/pages/search_page.h"
#include "client/web/pages/sitemap.h"
#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

// How many texts of the schedule are read for searching before others have their turn.
constexpr size_t kTextsOfStep = 100;
constexpr int kMostSteps = 1'000;

// What never changes at its address.
Response AssetResponse(const char* type, const std::string& asset) {
  Response response;
  response.headers = {{"Content-Type", type},
                      {"Cache-Control", "public, max-age=31536000, immutable"}};
  response.body = MakeBytes(asset);
  return response;
}

Response FileResponse(const std::string& type, std::string text) {
  Response response;
  response.headers = {{"Content-Type", absl::StrCat(type, "; charset=utf-8")},
                      {"Cache-Control", "public, max-age=3600"}};
  response.body = MakeBytes(std::move(text));
  return response;
}

// The resource that the last part of the path names, if it is below the folder.
std::optional<std::string> Named(absl::string_view path, absl::string_view folder,
                                 absl::string_view collection) {
  if (!absl::ConsumePrefix(&path, folder) || path.empty() || absl::StrContains(path, '/')) {
    return std::nullopt;
  }
  return absl::StrCat(collection, path);
}

// The day from which on to list; nothing for what is no day, or none that is held.
std::optional<absl::CivilDay> FromOf(const Request& request, absl::CivilDay today) {
  absl::CivilDay from = today;
  if (const auto said = request.Parameter("from")) {
    const CivilDays held = HeldDays(today);
    if (!absl::ParseCivilTime(*said, &from) || !held.Meets({from, from})) return std::nullopt;
  }
  return from;
}

}  // namespace

PageService::PageService(const Copy& copy, const FeedSite& site, FeedService& feeds,
                         std::function<absl::Time()> now)
    : copy_(copy), site_(site), feeds_(feeds), now_(std::move(now)) {}

Response PageService::Answer(const Request& request) {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  if (request.path == StylePath()) return AssetResponse("text/css; charset=utf-8", StyleSheet());
  if (FeedService::Answers(request.path)) {
    const auto feed = ParseFeedAddress(request.path, request.query);
    if (feed.ok()) return CalendarPage(request, *feed);
    return FailurePage(site_, request, absl::IsNotFound(feed.status()) ? 404 : 400, "not-found");
  }
  if (request.path == "/robots.txt") return FileResponse("text/plain", RobotsText(site_));
  if (request.path == "/sitemap.xml") {
    Response response = Rendered(request, Sitemap);
    if (response.status == 200) response.headers.Set("Content-Type", "application/xml");
    return response;
  }
  if (request.path == "/search") return Search(request);
  return Rendered(request, [&](const PageContext& context) { return PageAt(request, context); });
}

Response PageService::Search(const Request& request) {
  bool is_known = false;
  // Bit by bit, so that the copy can be changed and others read it in between. What is left after
  // so many times, as the copy changes faster than that, is taken in with the search.
  for (int i = 0; i < kMostSteps && !is_known; ++i) {
    const absl::Status read = copy_.Read(now_(), [&](const CopyView& view) {
      is_known = search_.TakeIn(view.schedule, view.version, kTextsOfStep);
    });
    if (!read.ok()) return FailurePage(site_, request, 503, "unavailable");
  }
  return Rendered(request, [&](const PageContext& context) { return SearchAt(request, context); });
}

std::string PageService::PageAt(const Request& request, const PageContext& context) const {
  if (request.path == "/") {
    const auto from = FromOf(request, context.today);
    return from ? FrontPage(*from, context) : "";
  }
  if (const auto name = Named(request.path, "/events/", "events/")) {
    const PublishedEvent* event = context.schedule.FindEvent(*name);
    if (event != nullptr && !event->event.has_culture_days()) return EventPage(*event, context);
  }
  if (const auto name = Named(request.path, "/programmes/", "events/")) {
    const PublishedEvent* event = context.schedule.FindEvent(*name);
    if (event != nullptr && event->event.has_culture_days()) return ProgrammePage(*event, context);
  }
  const auto from = FromOf(request, context.today);
  if (!from) return "";
  if (const auto name = Named(request.path, "/organizations/", "organizations/")) {
    return OrganizationPage(*name, *from, context).value_or("");
  }
  return PlacePage(request.path.substr(1), *from, context).value_or("");
}

std::string PageService::SearchAt(const Request& request, const PageContext& context) const {
  SearchQuery query;
  query.text = std::string(request.Parameter("q").value_or(""));
  query.past = request.Parameter("past").has_value();
  if (!absl::SimpleAtoi(request.Parameter("page").value_or("1"), &query.page)) query.page = 1;
  return SearchPage(query, search_.Find(context.schedule, context.version, query.text), context);
}

Response PageService::CalendarPage(const Request& request, const FeedAddress& feed) {
  const auto bytes = feeds_.FeedAt(feed, now_());
  if (absl::IsNotFound(bytes.status())) return FailurePage(site_, request, 404, "not-found");
  if (!bytes.ok()) return FailurePage(site_, request, 503, "unavailable");
  return Rendered(request, [&](const PageContext& context) {
    return feed.view == FeedView::kCheck ? CheckPage(feed, *bytes->bytes, context)
                                         : SubscribePage(feed, context);
  });
}

Response PageService::Rendered(const Request& request,
                               absl::FunctionRef<std::string(const PageContext&)> make) const {
  const absl::Time now = now_();
  std::string html;
  const absl::Status shown = WithContext(copy_, site_, request, now,
                                         [&](const PageContext& context) { html = make(context); });
  if (!shown.ok()) return FailurePage(site_, request, 503, "unavailable");
  if (html.empty()) return FailurePage(site_, request, 404, "not-found");
  return Conditional(request, PageResponse(site_, 200, std::move(html), LanguageOf(request)), now);
}

}  // namespace taqvim::web
