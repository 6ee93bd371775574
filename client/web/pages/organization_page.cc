#include "client/web/pages/organization_page.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/weeks.h"
#include "client/web/words/cities.h"
#include "client/web/words/names.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

std::string KindText(const v1::Organization& organization, const PageContext& context) {
  absl::string_view name = v1::OrganizationKind_Name(organization.kind());
  absl::ConsumePrefix(&name, "ORGANIZATION_KIND_");
  const std::string key =
      absl::StrCat("organization-", absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}}));
  return Words::Embedded().Has(key) ? context.In(key) : "";
}

std::string SeatText(const v1::Organization& organization, const PageContext& context) {
  std::vector<std::string> parts;
  if (!organization.city().empty()) {
    parts.push_back(CityText(organization.city(), context.languages));
  }
  if (!organization.country().empty()) {
    parts.push_back(CountryText(organization.country(), context.languages.front()));
  }
  return absl::StrJoin(parts, ", ");
}

void WriteVenues(MarkupWriter& out, const std::string& name, const PageContext& context) {
  std::vector<const v1::Venue*> venues;
  for (const auto& [venue_name, venue] : context.schedule.venues()) {
    if (venue.organization() == name && !venue.archived()) venues.push_back(&venue);
  }
  if (venues.empty()) return;
  out.Open("nav", {{"class", "spaces"}, {"aria-label", context.In("runs")}});
  for (const v1::Venue* venue : venues) {
    WriteWorded(out, "a", Choose(venue->title(), context.languages),
                {{"href", context.Link(PathOf(venue->name()))}});
  }
  out.Close();
}

void WriteProgrammes(MarkupWriter& out, const std::vector<const PublishedEvent*>& events,
                     const PageContext& context) {
  std::vector<const PublishedEvent*> programmes;
  for (const PublishedEvent* event : events) {
    if (event->event.has_culture_days() && IsAhead(*event, context.today)) {
      programmes.push_back(event);
    }
  }
  if (programmes.empty()) return;
  out.Element("h2", {}, context.In("programmes"));
  WriteProgrammeCards(out, programmes, context);
}

}  // namespace

std::optional<std::string> OrganizationPage(const std::string& name, absl::CivilDay from,
                                            const PageContext& context) {
  const v1::Organization* organization = context.schedule.FindOrganization(name);
  if (organization == nullptr) return std::nullopt;
  FeedAddress feed;
  feed.scope = FeedScope::kOrganization;
  feed.resource = name;
  feed.language = context.language;
  const auto events = FeedEvents(context.schedule, feed);
  const Listing listing = ListingOf(events, {from, from + (kDaysOfPage - 1)});
  const PageHead head{.title = context.Text(organization->title()), .path = PathOf(name)};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Open("header", {{"class", "hero"}});
    const std::string kind = KindText(*organization, context);
    if (!kind.empty()) out.Element("p", {{"class", "kicker"}}, kind);
    WriteWorded(out, "h1", Choose(organization->title(), context.languages));
    out.Element("p", {{"class", "where"}, {"dir", "auto"}}, SeatText(*organization, context));
    WriteVenues(out, name, context);
    out.Open("p", {{"class", "actions"}});
    out.Element("a", {{"class", "action"}, {"href", AddressText(feed, FeedView::kSubscribe)}},
                context.In("subscribe"));
    out.Close().Close();
    WriteProgrammes(out, events, context);
    WriteListing(out, listing, context);
    WriteOtherWeeks(out, PathOf(name), from, context);
  });
}

}  // namespace taqvim::web
