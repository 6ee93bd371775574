#include "client/web/pages/place_page.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/weeks.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

FeedAddress FeedOf(const std::string& name, const PageContext& context) {
  FeedAddress feed;
  feed.scope = absl::StrContains(name, "/spaces/") ? FeedScope::kSpace : FeedScope::kVenue;
  feed.resource = name;
  feed.language = context.language;
  return feed;
}

void WriteSpaces(MarkupWriter& out, const std::string& venue, const PageContext& context) {
  const std::string within = venue + "/spaces/";
  out.Open("nav", {{"class", "spaces"}, {"aria-label", context.In("where")}});
  for (auto at = context.schedule.spaces().lower_bound(within);
       at != context.schedule.spaces().end() && absl::StartsWith(at->first, within); ++at) {
    if (at->second.archived()) continue;
    WriteWorded(out, "a", Choose(at->second.title(), context.languages),
                {{"href", context.Link(PathOf(at->first))}});
  }
  out.Close();
}

void WriteVenue(MarkupWriter& out, const v1::Venue& venue, const PageContext& context) {
  const std::string where =
      venue.address().empty() ? venue.city() : absl::StrCat(venue.address(), ", ", venue.city());
  out.Element("p", {{"class", "where"}, {"dir", "auto"}}, where);
  WriteParagraphs(out, Choose(venue.accessibility(), context.languages));
}

}  // namespace

std::optional<std::string> PlacePage(const std::string& name, absl::CivilDay from,
                                     const PageContext& context) {
  const v1::Venue* venue = context.schedule.FindVenue(VenueOf(name));
  const v1::Space* space = context.schedule.FindSpace(name);
  if (venue == nullptr || (space == nullptr && name != venue->name())) return std::nullopt;
  const Worded title =
      Choose(space != nullptr ? space->title() : venue->title(), context.languages);
  const FeedAddress feed = FeedOf(name, context);
  const Listing listing =
      ListingOf(FeedEvents(context.schedule, feed), {from, from + (kDaysOfPage - 1)});
  const PageHead head{.title = FeedTitle(context.schedule, feed), .path = PathOf(name)};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Open("header", {{"class", "hero"}});
    if (space != nullptr) {
      out.Open("p", {{"class", "kicker"}});
      WriteWorded(out, "a", Choose(venue->title(), context.languages),
                  {{"href", context.Link(PathOf(venue->name()))}});
      out.Close();
    }
    WriteWorded(out, "h1", title);
    WriteVenue(out, *venue, context);
    if (space == nullptr) WriteSpaces(out, name, context);
    out.Open("p", {{"class", "actions"}});
    out.Element("a", {{"class", "action"}, {"href", AddressText(feed, FeedView::kSubscribe)}},
                context.In("subscribe"));
    out.Close().Close();
    WriteListing(out, listing, context);
    WriteOtherWeeks(out, PathOf(name), from, context);
  });
}

}  // namespace taqvim::web
