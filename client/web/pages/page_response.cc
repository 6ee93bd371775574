#include "client/web/pages/page_response.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/web/http/conditional.h"
#include "client/web/images/image_hosts.h"
#include "client/web/pages/context.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/request_context.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kAskAgain = absl::Seconds(60);

// No script; each page says the same.
std::string Policy(const FeedSite& site) {
  return absl::StrCat("default-src 'none'; style-src 'self'; img-src ",
                      ImageSources(site.image_hosts),
                      "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
}

}  // namespace

Response PageResponse(const FeedSite& site, int status, std::string html,
                      absl::string_view language) {
  Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Security-Policy", Policy(site)},
                      {"Vary", "Accept-Language"},
                      {"Cache-Control", status == 200 ? "public, no-cache" : "no-store"}};
  if (!language.empty()) response.headers.Add("Content-Language", language);
  if (status == 200) response.headers.Add("ETag", StrongEtag(html));
  response.body = MakeBytes(std::move(html));
  return response;
}

Response FailurePage(const FeedSite& site, const Request& request, int status,
                     absl::string_view key) {
  static const Schedule& nothing = *new Schedule();
  const PageContext context{.schedule = nothing,
                            .site = site,
                            .language = "",
                            .languages = LanguagesToTry(LanguageOf(request)),
                            .today = {},
                            .as_of = std::nullopt};
  const std::string sentence = context.In(key);
  const PageHead head{.title = sentence, .path = "/", .is_listed = false};
  const auto write = [&](markup::MarkupWriter& out) {
    out.Element("h1", {{"class", "nothing"}}, sentence);
    // Whoever came by an old link looks for something else; where there is nothing to be had at
    // all, there is nothing else either.
    if (status == 503) return;
    out.Open("p", {{"class", "actions"}});
    out.Element("a", {{"class", "action"}, {"href", context.Link("/")}}, context.In("coming-days"));
    out.Close();
  };
  Response response =
      PageResponse(site, status, RenderPage(context, head, write), context.languages.front());
  if (status == 503) {
    response.headers.Add("Retry-After", absl::StrCat(absl::ToInt64Seconds(kAskAgain)));
  }
  return response;
}

}  // namespace taqvim::web
