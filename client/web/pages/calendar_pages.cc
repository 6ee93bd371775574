#include "client/web/pages/calendar_pages.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/web/calendar/doctor.h"
#include "client/web/feeds/feed.h"
#include "client/web/images/qr_code.h"
#include "client/web/pages/layout.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

struct Way {
  std::string name;
  std::string address;
};

// By which calendars on a device take it.
std::string WebcalOf(const std::string& address) {
  absl::string_view rest = address;
  if (!absl::ConsumePrefix(&rest, "https:")) absl::ConsumePrefix(&rest, "http:");
  return absl::StrCat("webcal:", rest);
}

std::vector<Way> WaysTo(const std::string& address, const std::string& title,
                        const PageContext& context) {
  const std::string webcal = WebcalOf(address);
  return {
      {context.In("open-in-calendar"), webcal},
      {"Google",
       absl::StrCat("https://calendar.google.com/calendar/r?cid=", PercentEncoded(webcal))},
      {"Outlook.com", absl::StrCat("https://outlook.live.com/calendar/0/addfromweb?url=",
                                   PercentEncoded(address), "&name=", PercentEncoded(title))},
      {"Microsoft 365", absl::StrCat("https://outlook.office.com/calendar/0/addfromweb?url=",
                                     PercentEncoded(address), "&name=", PercentEncoded(title))}};
}

// The page of what the feed is of; empty where that has none.
std::string PageOf(const FeedAddress& feed, const PageContext& context) {
  switch (feed.scope) {
    case FeedScope::kVenue:
    case FeedScope::kSpace:
    case FeedScope::kOrganization:
      return PathOf(feed.resource);
    case FeedScope::kProgramme:
    case FeedScope::kEvent: {
      const PublishedEvent* event = context.schedule.FindEvent(feed.resource);
      return event == nullptr ? "" : PathOf(event->event);
    }
    case FeedScope::kParticipant:
    case FeedScope::kCountry:
      return "";
  }
  return "";
}

// What the page is about, whose title leads to that.
void WriteHero(MarkupWriter& out, const FeedAddress& feed, const char* kicker,
               const PageContext& context) {
  const std::string title = FeedTitle(context.schedule, feed);
  const std::string page = PageOf(feed, context);
  out.Element("p", {{"class", "kicker"}}, context.In(kicker));
  if (page.empty()) {
    out.Element("h1", {{"dir", "auto"}}, title);
    return;
  }
  out.Open("h1", {{"dir", "auto"}});
  out.Element("a", {{"href", context.Link(page)}}, title);
  out.Close();
}

const char* WordOf(Severity severity) {
  switch (severity) {
    case Severity::kBroken:
      return "broken";
    case Severity::kWrong:
      return "wrong";
    case Severity::kNote:
      return "note";
  }
  return "";
}

// The words with that key and their language, as not all languages have them.
Worded WordsOf(absl::string_view key, const PageContext& context,
               const Words::Filling& filling = {}) {
  const Words& words = Words::Embedded();
  const auto language = std::find_if(context.languages.begin(), context.languages.end(),
                                     [&](const std::string& tag) { return words.Has(key, tag); });
  return {.text = context.In(key, filling),
          .language = language == context.languages.end() ? "en" : *language};
}

std::string ReadersText(const FindingKind& kind, const PageContext& context) {
  const absl::string_view readers = kind.readers;
  return readers == "all" ? context.In("finding-readers-all") : std::string(readers);
}

void WriteFinding(MarkupWriter& out, const Finding& finding, const PageContext& context) {
  const FindingKind& kind = finding.kind;
  out.Open("li", {{"class", WordOf(kind.severity)}});
  out.Element("strong", {}, absl::StrCat(ReadersText(kind, context), " (", kind.code, ")"));
  const Worded means = WordsOf(absl::StrCat("finding-", kind.code), context);
  out.Element("p", {{"lang", means.language}}, means.text);
  if (finding.line > 0) {
    const Worded where =
        WordsOf("finding-where", context,
                {{"count", absl::StrCat(finding.count)}, {"line", absl::StrCat(finding.line)}});
    out.Element("p", {{"class", "where"}, {"lang", where.language}},
                absl::StrCat(where.text, finding.uid.empty() ? "" : ", ", finding.uid));
  }
  out.Close();
}

}  // namespace

std::string SubscribePage(const FeedAddress& feed, const PageContext& context) {
  const std::string title = FeedTitle(context.schedule, feed);
  const std::string address =
      absl::StrCat(context.site.address, AddressText(feed, FeedView::kCalendar));
  FeedAddress unsaid = feed;
  unsaid.language.clear();
  const PageHead head{.title = absl::StrCat(context.In("subscribe"), ": ", title),
                      .path = AddressText(unsaid, FeedView::kSubscribe),
                      .is_listed = false};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Open("header", {{"class", "hero"}});
    WriteHero(out, feed, "subscribe", context);
    out.Element("p", {}, context.In("subscribe-how"));
    out.Close();
    out.Open("ul", {{"class", "ways"}});
    for (const Way& way : WaysTo(address, title, context)) {
      out.Open("li");
      out.Element("a", {{"class", "action"}, {"href", way.address}, {"rel", "noopener"}}, way.name);
      out.Close();
    }
    out.Close();
    out.Open("figure", {{"class", "code"}});
    WriteQrCode(out, WebcalOf(address), context.In("scan-to-subscribe"));
    out.Element("figcaption", {}, context.In("scan-to-subscribe"));
    out.Close();
    out.Element("h2", {}, context.In("copy-address"));
    out.Element("p", {{"class", "address"}}, address);
    out.Open("p");
    out.Element("a", {{"href", AddressText(feed, FeedView::kCheck)}},
                context.In("what-calendars-make"));
    out.Close();
  });
}

std::string CheckPage(const FeedAddress& feed, absl::string_view bytes,
                      const PageContext& context) {
  const auto findings = Examine(bytes);
  FeedAddress unsaid = feed;
  unsaid.language.clear();
  const PageHead head{.title = FeedTitle(context.schedule, feed),
                      .path = AddressText(unsaid, FeedView::kCheck),
                      .is_listed = false};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Open("header", {{"class", "hero"}});
    WriteHero(out, feed, "what-calendars-make", context);
    out.Open("p", {{"class", "actions"}});
    out.Element("a", {{"class", "action"}, {"href", AddressText(feed, FeedView::kSubscribe)}},
                context.In("subscribe"));
    out.Close().Close();
    if (findings.empty()) out.Element("p", {{"class", "fine"}}, context.In("calendar-is-fine"));
    out.Open("ul", {{"class", "findings"}});
    for (const Finding& finding : findings) WriteFinding(out, finding, context);
    out.Close();
  });
}

}  // namespace taqvim::web
