#include "client/web/pages/programme_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/images/qr_code.h"
#include "client/web/pages/event_page.h"
#include "client/web/pages/json_ld.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/partners.h"
#include "client/web/pages/pictures.h"
#include "client/web/words/cities.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

CivilDays AllDays() { return {absl::CivilDay::min(), absl::CivilDay::max()}; }

CivilDays DaysOfStops(const PublishedEvent& programme) {
  CivilDays days{absl::CivilDay::max(), absl::CivilDay::min()};
  for (const Occurrence& stop : programme.occurrences) {
    days.first = std::min(days.first, DaysOf(stop.period).first);
    days.last = std::max(days.last, DaysOf(stop.period).last);
  }
  return days;
}

// Links to the days, for programmes of more than one.
void WriteDayLinks(MarkupWriter& out, const Listing& listing, const PageContext& context) {
  if (listing.days.size() < 2) return;
  out.Open("nav", {{"class", "days"}, {"aria-label", context.In("when")}});
  for (const auto& [day, happenings] : listing.days) {
    out.Element("a", {{"href", absl::StrCat("#day-", absl::FormatCivilTime(day))}},
                DateText(day, context.languages.front()));
  }
  out.Close();
}

void WriteStops(MarkupWriter& out, const PublishedEvent& programme, const PageContext& context) {
  if (programme.occurrences.empty()) return;
  out.Open("ul", {{"class", "stops"}});
  for (const Occurrence& stop : programme.occurrences) {
    out.Open("li");
    out.Element("span", {{"class", "city"}, {"dir", "auto"}},
                CityText(stop.city, context.languages));
    out.Element("span", {{"class", "days"}}, DaysText(stop.period, context));
    out.Close();
  }
  out.Close();
}

void WriteSubscription(MarkupWriter& out, const PublishedEvent& programme,
                       const PageContext& context) {
  FeedAddress feed;
  feed.scope = FeedScope::kProgramme;
  feed.resource = programme.event.name();
  feed.language = context.language;
  out.Open("p", {{"class", "actions"}});
  out.Element("a", {{"class", "action"}, {"href", AddressText(feed, FeedView::kSubscribe)}},
              context.In("subscribe"));
  out.Close();
}

// The same for readers of feeds, for apps and for spreadsheets.
std::vector<Alternate> OtherForms(const v1::Event& event, const PageContext& context) {
  // Always with the language, as they are read in no other than their addresses say.
  const auto path = [&](const char* file) {
    return PageContext::LinkIn(absl::StrCat(PathOf(event), "/", file), context.languages.front());
  };
  return {{"application/atom+xml", context.In("changes-feed"), path(kChangesFile)},
          {"application/xml", context.In("as-schedule-xml"), path(kScheduleXmlFile)},
          {"text/csv", context.In("as-table"), path(kTableFile)}};
}

void WriteForms(MarkupWriter& out, const std::vector<Alternate>& forms) {
  out.Open("ul", {{"class", "links forms"}});
  for (const Alternate& form : forms) {
    out.Open("li");
    out.Element("a", {{"href", form.path}, {"type", form.type}}, form.title);
    out.Close();
  }
  out.Close();
}

// On paper: who reads it there is led to what it has become since.
void WriteCode(MarkupWriter& out, const v1::Event& event, const PageContext& context) {
  const std::string address = absl::StrCat(context.site.address, context.Link(PathOf(event)));
  out.Open("figure", {{"class", "code on-paper"}});
  WriteQrCode(out, address, context.In("scan-to-open"));
  out.Open("figcaption");
  out.Element("strong", {}, context.In("scan-to-open"));
  out.Text(" ").Element("span", {{"class", "plain"}, {"dir", "ltr"}}, address);
  out.Close().Close();
}

}  // namespace

std::string ProgrammePage(const PublishedEvent& programme, const PageContext& context) {
  const v1::Event& event = programme.event;
  const auto members = context.schedule.EventsOf(event.name());
  const Listing listing = ListingOf(members, AllDays());
  const auto pictures = ShownPictures(event, context.site);
  const PageHead head{.title = context.Text(event.title()),
                      .description = context.Text(event.description()),
                      .path = PathOf(event),
                      .json_ld = JsonLdOfProgramme(programme, members, context),
                      .alternates = OtherForms(event, context),
                      .picture = pictures.empty() ? "" : pictures.front()->address()};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    const bool cancelled = event.state() == v1::EVENT_STATE_CANCELLED;
    out.Open("header", {{"class", cancelled ? "hero cancelled" : "hero"}});
    WriteWorded(out, "h1", Choose(event.title(), context.languages));
    WriteMarks(out, event, context);
    WriteStops(out, programme, context);
    WriteParagraphs(out, Choose(event.description(), context.languages));
    WriteSubscription(out, programme, context);
    out.Close();
    WritePictures(out, event, context);
    WriteDayLinks(out, listing, context);
    WriteListing(out, listing, context);
    WriteWorks(out, event, context);
    WriteParties(out, PartiesOfProgramme(event, members, context), context);
    WriteForms(out, head.alternates);
    WriteCode(out, event, context);
  });
}

void WriteProgrammeCards(MarkupWriter& out, const std::vector<const PublishedEvent*>& programmes,
                         const PageContext& context) {
  out.Open("ul", {{"class", "cards"}});
  for (const PublishedEvent* programme : programmes) {
    out.Open("li", {{"class", "card"}});
    out.Open("h3");
    WriteWorded(out, "a", Choose(programme->event.title(), context.languages),
                {{"href", context.Link(PathOf(programme->event))}});
    out.Close();
    out.Element("p", {{"class", "when"}}, ProgrammeDays(*programme, context));
    out.Element("p", {{"class", "where"}, {"dir", "auto"}}, ProgrammeCities(*programme, context));
    out.Close();
  }
  out.Close();
}

std::string ProgrammeDays(const PublishedEvent& programme, const PageContext& context) {
  if (programme.occurrences.empty()) return "";
  const CivilDays days = DaysOfStops(programme);
  return DaysText(days.first, days.last, context.languages.front());
}

std::string ProgrammeCities(const PublishedEvent& programme, const PageContext& context) {
  std::vector<std::string> cities;
  for (const Occurrence& stop : programme.occurrences) {
    std::string city = CityText(stop.city, context.languages);
    if (std::find(cities.begin(), cities.end(), city) == cities.end()) {
      cities.push_back(std::move(city));
    }
  }
  return absl::StrJoin(cities, ", ");
}

}  // namespace taqvim::web
