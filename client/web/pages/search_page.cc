#include "client/web/pages/search_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/programme_page.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr size_t kEventsOfPage = 50;
constexpr size_t kMostOthers = 12;

// What was found, by whether it is over.
struct Sorted {
  std::vector<const PublishedEvent*> programmes;
  // In the order in which they are shown.
  std::vector<Happening> events;
  // How many events and programmes are on the other side of today.
  size_t others = 0;
};

CivilDays Taken(const Happening& happening) { return DaysOf(happening.occurrence->period); }

// Day by day, and within a day in order of time.
void SortByTime(bool past, std::vector<Happening>& events) {
  std::stable_sort(events.begin(), events.end(), [&](const Happening& a, const Happening& b) {
    if (past && Taken(a).last != Taken(b).last) return Taken(a).last > Taken(b).last;
    const bool a_lasts = !past && Lasts(a), b_lasts = !past && Lasts(b);
    return std::make_pair(a_lasts, StartOf(a)) < std::make_pair(b_lasts, StartOf(b));
  });
}

Sorted Sort(const Found& found, const SearchQuery& query, absl::CivilDay today) {
  Sorted sorted;
  for (const PublishedEvent* event : found.events) {
    const Occurrence* next = NextOf(*event, today);
    if (next == nullptr) continue;
    const bool past = DaysOf(next->period).last < today;
    if (past != query.past) {
      ++sorted.others;
    } else if (event->event.has_culture_days()) {
      sorted.programmes.push_back(event);
    } else {
      sorted.events.push_back({event, next});
    }
  }
  SortByTime(query.past, sorted.events);
  return sorted;
}

std::string SearchPath(const SearchQuery& query) {
  std::string path = absl::StrCat("/search?q=", PercentEncoded(query.text));
  if (query.past) absl::StrAppend(&path, "&past=1");
  if (query.page > 1) absl::StrAppend(&path, "&page=", query.page);
  return path;
}

class SearchWriter {
 public:
  SearchWriter(MarkupWriter& out, const SearchQuery& query, const Sorted& sorted,
               const PageContext& context)
      : out_(out), query_(query), sorted_(sorted), context_(context) {}

  void Write(const Found& found) {
    WriteOthers("places", found.places);
    WriteOthers("organizations", found.organizations);
    WriteProgrammes();
    WriteEvents();
    WriteLinks();
  }

 private:
  // A place with all that says which it is: many halls are called the same.
  void WriteOther(const std::string& name) {
    const MarkupWriter::Attributes link = {{"href", context_.Link(PathOf(name))}};
    if (const v1::Organization* organization = context_.schedule.FindOrganization(name)) {
      WriteWorded(out_, "a", Choose(organization->title(), context_.languages), link);
      return;
    }
    WriteWorded(out_, "a", {PlaceText(context_.schedule, name, context_.languages), ""}, link);
  }

  void WriteOthers(const char* key, const std::vector<std::string>& names) {
    if (names.empty() || query_.past || query_.page > 1) return;
    out_.Element("h2", {}, context_.In(key));
    out_.Open("ul", {{"class", "links"}});
    for (size_t i = 0; i < std::min(names.size(), kMostOthers); ++i) {
      out_.Open("li");
      WriteOther(names[i]);
      out_.Close();
    }
    out_.Close();
  }

  void WriteProgrammes() {
    if (sorted_.programmes.empty() || query_.page > 1) return;
    out_.Element("h2", {}, context_.In("programmes"));
    auto programmes = sorted_.programmes;
    programmes.resize(std::min(programmes.size(), kMostOthers));
    WriteProgrammeCards(out_, programmes, context_);
  }

  size_t pages() const {
    return std::max<size_t>(1, (sorted_.events.size() + kEventsOfPage - 1) / kEventsOfPage);
  }

  void WriteEvents() {
    const size_t first = (query_.page - 1) * kEventsOfPage;
    const size_t end = std::min(first + kEventsOfPage, sorted_.events.size());
    Listing listing;
    listing.newest_first = query_.past;
    for (size_t i = first; i < end; ++i) {
      const Happening& happening = sorted_.events[i];
      const CivilDays days = Taken(happening);
      if (query_.past) {
        listing.days[days.last].push_back(happening);
      } else if (Lasts(happening)) {
        listing.lasting.push_back(happening);
      } else {
        listing.days[std::max(days.first, context_.today)].push_back(happening);
      }
    }
    if (!listing.empty()) WriteListing(out_, listing, context_);
  }

  void WriteLinks() {
    out_.Open("nav", {{"class", "weeks"}, {"aria-label", context_.In("search")}});
    SearchQuery other = query_;
    const auto link = [&](const std::string& text) {
      out_.Element("a", {{"href", context_.Link(SearchPath(other))}, {"rel", "nofollow"}}, text);
    };
    if (static_cast<size_t>(query_.page) < pages()) {
      ++other.page;
      link(context_.In("more"));
    }
    other.page = 1;
    other.past = !query_.past;
    if (sorted_.others > 0) {
      link(context_.In(query_.past ? "to-come" : "is-over",
                       {{"count", absl::StrCat(sorted_.others)}}));
    }
    out_.Close();
  }

  MarkupWriter& out_;
  const SearchQuery& query_;
  const Sorted& sorted_;
  const PageContext& context_;
};

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

std::string SearchPage(const SearchQuery& said, const Found& found, const PageContext& context) {
  const Sorted sorted = Sort(found, said, context.today);
  const int pages = static_cast<int>((sorted.events.size() + kEventsOfPage - 1) / kEventsOfPage);
  SearchQuery query = said;
  query.text.resize(std::min(query.text.size(), kLongestQuery));
  query.page = std::clamp(query.page, 1, std::max(pages, 1));
  const PageHead head{.title = IsBlank(query.text)
                                   ? context.In("search")
                                   : absl::StrCat(context.In("search"), ": ", query.text),
                      .path = SearchPath(query),
                      .is_listed = false,
                      .query = query.text};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Element("h1", {}, context.In(query.past ? "search-past" : "search"));
    if (found.empty() && !IsBlank(query.text)) {
      out.Element("p", {{"class", "nothing"}, {"dir", "auto"}},
                  context.In("found-nothing", {{"query", query.text}}));
      return;
    }
    SearchWriter(out, query, sorted, context).Write(found);
  });
}

}  // namespace taqvim::web
