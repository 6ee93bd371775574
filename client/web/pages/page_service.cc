#include "client/web/pages/page_service.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/web/http/conditional.h"
#include "client/web/pages/calendar_pages.h"
#include "client/web/pages/event_page.h"
#include "client/web/pages/front_page.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/place_page.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/sitemap.h"
#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

// No script, nothing of others, and forms nowhere; each page says the same.
constexpr char kPolicy[] =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
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

bool IsInterfaceLanguage(absl::string_view tag) {
  for (const InterfaceLanguage& language : Words::Embedded().languages()) {
    if (absl::EqualsIgnoreCase(language.tag, tag)) return true;
  }
  return false;
}

// `q` of a range of Accept-Language; 0 for one that is not wanted.
double QualityOf(absl::string_view parameters) {
  parameters = absl::StripAsciiWhitespace(parameters);
  double quality = 1;
  if (absl::ConsumePrefix(&parameters, "q=") && !absl::SimpleAtod(parameters, &quality)) return 0;
  return quality;
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

std::string LanguageOf(const Request& request) {
  if (const auto said = request.Parameter("lang"); said && IsLanguageTag(*said)) {
    return std::string(*said);
  }
  std::string best;
  double best_quality = 0;
  const std::string accepted = request.headers.List("accept-language");
  for (const absl::string_view range : absl::StrSplit(accepted, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(range, absl::MaxSplits(';', 1));
    const absl::string_view tag = absl::StripAsciiWhitespace(parts.first);
    const absl::string_view language = tag.substr(0, tag.find('-'));
    const double quality = QualityOf(parts.second);
    if (quality > best_quality && IsInterfaceLanguage(language)) {
      best = absl::AsciiStrToLower(language);
      best_quality = quality;
    }
  }
  return best;
}

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
  return PlacePage(request.path.substr(1), from, context).value_or("");
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
  const std::string language = LanguageOf(request);
  std::string html;
  const absl::Status shown = copy_.Read(now, [&](const CopyView& view) {
    PageContext context{.schedule = view.schedule,
                        .site = site_,
                        .language = std::string(request.Parameter("lang").value_or("")),
                        .languages = LanguagesToTry(language),
                        .today = absl::ToCivilDay(now, absl::UTCTimeZone()),
                        .as_of = std::nullopt};
    if (!IsLanguageTag(context.language)) context.language.clear();
    if (!view.is_current) context.as_of = view.confirmed;
    html = make(context);
  });
  if (!shown.ok()) return Failure(request, 503, "unavailable");
  if (html.empty()) return Failure(request, 404, "not-found");
  return Conditional(request, PageResponse(200, std::move(html), language), now);
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
