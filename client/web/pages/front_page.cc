#include "client/web/pages/front_page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/weeks.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr size_t kMostProgrammes = 50;
constexpr size_t kMostOver = 12;

std::vector<const PublishedEvent*> All(const Schedule& schedule) {
  std::vector<const PublishedEvent*> all;
  for (const auto& [name, event] : schedule.events()) all.push_back(&event);
  return all;
}

// Those that are not over, in order of their first days; or those that are, the last ones first.
std::vector<const PublishedEvent*> Programmes(bool over, const PageContext& context) {
  std::vector<const PublishedEvent*> programmes;
  for (const PublishedEvent* event : All(context.schedule)) {
    if (!event->event.has_culture_days() || event->occurrences.empty()) continue;
    if (IsAhead(*event, context.today) != over) programmes.push_back(event);
  }
  std::stable_sort(programmes.begin(), programmes.end(),
                   [&](const PublishedEvent* a, const PublishedEvent* b) {
                     return over ? a->occurrences.back().day > b->occurrences.back().day
                                 : a->occurrences.front().day < b->occurrences.front().day;
                   });
  programmes.resize(std::min(programmes.size(), over ? kMostOver : kMostProgrammes));
  return programmes;
}

void WriteProgrammes(MarkupWriter& out, bool over, const PageContext& context) {
  const auto programmes = Programmes(over, context);
  if (programmes.empty()) return;
  const char* key = over ? "programmes-over" : "programmes";
  out.Open("section", {{"class", "programmes"}, {"aria-labelledby", key}});
  out.Element("h2", {{"id", key}}, context.In(key));
  WriteProgrammeCards(out, programmes, context);
  out.Close();
}

}  // namespace

std::string FrontPage(absl::CivilDay from, const PageContext& context) {
  const absl::CivilDay last = from + (kDaysOfPage - 1);
  const bool is_now = from == context.today;
  const Listing listing = ListingOf(All(context.schedule), {from, last});
  const std::string title =
      is_now ? context.In("coming-days") : DaysText(from, last, context.languages.front());
  const PageHead head{.title = title,
                      .path = "/",
                      .alternates = {{"application/atom+xml", context.In("changes-feed"),
                                      PageContext::LinkIn(absl::StrCat("/", kChangesFile),
                                                          context.languages.front())}}};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Element("h1", {}, context.In("schedule"));
    if (is_now) WriteProgrammes(out, false, context);
    out.Element("h2", {{"class", "title"}}, title);
    WriteListing(out, listing, context);
    WriteOtherWeeks(out, "/", from, context);
    if (is_now) WriteProgrammes(out, true, context);
  });
}

}  // namespace taqvim::web
