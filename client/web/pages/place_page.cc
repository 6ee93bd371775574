#include "client/web/pages/place_page.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/pages/contact.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/weeks.h"
#include "client/web/words/cities.h"
#include "client/web/words/dates.h"

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

std::string HourText(const google::type::TimeOfDay& time) {
  return absl::StrFormat("%02d:%02d", time.hours(), time.minutes());
}

// When it is open on each day that it is, Monday first.
std::map<int, std::string> HoursByDay(const v1::Venue& venue) {
  std::vector<const v1::OpeningHours*> stretches;
  for (const v1::OpeningHours& stretch : venue.opening_hours()) stretches.push_back(&stretch);
  std::stable_sort(stretches.begin(), stretches.end(), [](const auto* a, const auto* b) {
    return std::make_pair(a->open().hours(), a->open().minutes()) <
           std::make_pair(b->open().hours(), b->open().minutes());
  });
  std::map<int, std::string> hours;
  for (const v1::OpeningHours* stretch : stretches) {
    std::string& day = hours[stretch->day()];
    absl::StrAppend(&day, day.empty() ? "" : ", ", HourText(stretch->open()), "–",
                    HourText(stretch->close()));
  }
  return hours;
}

// Days of the same hours together; nothing for a venue that is always open.
void WriteOpeningHours(MarkupWriter& out, const v1::Venue& venue, const PageContext& context) {
  const std::map<int, std::string> hours = HoursByDay(venue);
  if (hours.empty()) return;
  const auto name = [&](int day) {
    return WeekdayText(static_cast<absl::Weekday>(day - 1), context.languages.front());
  };
  out.Element("dt", {}, context.In("opening-hours"));
  for (auto first = hours.begin(); first != hours.end();) {
    auto end = std::next(first);
    auto last = first;
    while (end != hours.end() && end->second == first->second && end->first == last->first + 1) {
      last = end++;
    }
    const std::string days = first == last
                                 ? name(first->first)
                                 : absl::StrCat(name(first->first), "–", name(last->first));
    out.Element("dd", {}, absl::StrCat(days, ": ", first->second));
    first = end;
  }
}

void WriteFacts(MarkupWriter& out, const v1::Venue& venue, const PageContext& context) {
  if (venue.opening_hours().empty() && !venue.has_contact()) return;
  out.Open("dl", {{"class", "facts"}});
  WriteOpeningHours(out, venue, context);
  WriteContact(out, venue.contact(), context);
  out.Close();
}

void WriteVenue(MarkupWriter& out, const v1::Venue& venue, const PageContext& context) {
  const std::string city = CityText(venue.city(), context.languages);
  const std::string where =
      venue.address().empty() ? city : absl::StrCat(venue.address(), ", ", city);
  out.Element("p", {{"class", "where"}, {"dir", "auto"}}, where);
  WriteParagraphs(out, Choose(venue.accessibility(), context.languages));
  WriteFacts(out, venue, context);
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
