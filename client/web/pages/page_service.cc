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
#include "client/web/pages/place_page.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/request_context.h"
#include "client/web/pages/search_page.h"
#include "client/web/pages/sitemap.h"
#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

// No script, nothing of others, and forms to this site; each page says the same.
constexpr char kPolicy[] =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
constexpr absl::Duration kAskAgain = absl::Seconds(60);

Response PageResponse(int status, std::string html, const std::string& language) {
  Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Security-Policy", kPolicy},
                      {"Vary", "Accept-Language"},
                      {"Cache-Control", status == 200 ? "public, no-cache" : "no-store"}};
  if (!language.empty()) response.headers.Add("Content-Language", language);
  if (status == 200) response.headers.Add("ETag", StrongEtag(html));
  response.body = MakeBytes(std::move(html));
  return response;
}

Response StyleResponse() {
  static const Bytes& bytes = *new Bytes(MakeBytes(StyleSheet()));
  Response response;
  response.headers = {{"Content-Type", "text/css; charset=utf-8"},
                      {"Cache-Control", "public, max-age=31536000, immutable"}};
  response.body = bytes;
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

}  // namespace

PageService::PageService(const Copy& copy, const FeedSite& site, FeedService& feeds,
                         std::function<absl::Time()> now)
    : copy_(copy), site_(site), feeds_(feeds), now_(std::move(now)) {}

Response PageService::Answer(const Request& request) {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  if (request.path == StylePath()) return StyleResponse();
  if (FeedService::Answers(request.path)) {
    const auto feed = ParseFeedAddress(request.path, request.query);
    if (feed.ok()) return CalendarPage(request, *feed);
    return Failure(request, absl::IsNotFound(feed.status()) ? 404 : 400, "not-found");
  }
  if (request.path == "/robots.txt") return FileResponse("text/plain", RobotsText(site_));
  if (request.path == "/sitemap.xml") {
    Response response = Rendered(request, Sitemap);
    if (response.status == 200) response.headers.Set("Content-Type", "application/xml");
    return response;
  }
  return Rendered(request, [&](const PageContext& context) { return PageAt(request, context); });
}

std::string PageService::PageAt(const Request& request, const PageContext& context) const {
  if (request.path == "/") return FrontPage(context);
  if (request.path == "/search") return SearchAt(request, context);
  if (const auto name = Named(request.path, "/events/", "events/")) {
    const PublishedEvent* event = context.schedule.FindEvent(*name);
    if (event != nullptr && !event->event.has_culture_days()) return EventPage(*event, context);
  }
  if (const auto name = Named(request.path, "/programmes/", "events/")) {
    const PublishedEvent* event = context.schedule.FindEvent(*name);
    if (event != nullptr && event->event.has_culture_days()) return ProgrammePage(*event, context);
  }
  absl::CivilDay from = context.today;
  if (const auto said = request.Parameter("from")) {
    const CivilDays held = HeldDays(context.today);
    if (!absl::ParseCivilTime(*said, &from) || !held.Meets({from, from})) return "";
  }
  if (const auto name = Named(request.path, "/organizations/", "organizations/")) {
    return OrganizationPage(*name, from, context).value_or("");
  }
  return PlacePage(request.path.substr(1), from, context).value_or("");
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
  if (absl::IsNotFound(bytes.status())) return Failure(request, 404, "not-found");
  if (!bytes.ok()) return Failure(request, 503, "unavailable");
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
  if (!shown.ok()) return Failure(request, 503, "unavailable");
  if (html.empty()) return Failure(request, 404, "not-found");
  return Conditional(request, PageResponse(200, std::move(html), LanguageOf(request)), now);
}

Response PageService::Failure(const Request& request, int status, absl::string_view key) const {
  static const Schedule& nothing = *new Schedule();
  const PageContext context{.schedule = nothing,
                            .site = site_,
                            .language = "",
                            .languages = LanguagesToTry(LanguageOf(request)),
                            .today = {},
                            .as_of = std::nullopt};
  const std::string sentence = context.In(key);
  const PageHead head{.title = sentence, .path = "/"};
  Response response = PageResponse(status,
                                   RenderPage(context, head,
                                              [&](markup::MarkupWriter& out) {
                                                out.Element("p", {{"class", "nothing"}}, sentence);
                                              }),
                                   context.languages.front());
  if (status == 503) {
    response.headers.Add("Retry-After", absl::StrCat(absl::ToInt64Seconds(kAskAgain)));
  }
  return response;
}

}  // namespace taqvim::web
