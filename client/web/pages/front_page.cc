#include "client/web/pages/front_page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/programme_page.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr int kDaysShown = 14;
constexpr size_t kMostProgrammes = 50;

// Those that are not over, in order of their first days.
std::vector<const PublishedEvent*> Programmes(const PageContext& context) {
  std::vector<const PublishedEvent*> programmes;
  for (const auto& [name, event] : context.schedule.events()) {
    if (event.event.has_culture_days() && IsAhead(event, context.today)) {
      programmes.push_back(&event);
    }
  }
  std::stable_sort(programmes.begin(), programmes.end(),
                   [](const PublishedEvent* a, const PublishedEvent* b) {
                     return a->occurrences.front().day < b->occurrences.front().day;
                   });
  programmes.resize(std::min(programmes.size(), kMostProgrammes));
  return programmes;
}

void WriteProgrammes(MarkupWriter& out, const PageContext& context) {
  const auto programmes = Programmes(context);
  if (programmes.empty()) return;
  out.Open("section", {{"class", "programmes"}, {"aria-labelledby", "programmes"}});
  out.Element("h2", {{"id", "programmes"}}, context.In("programmes"));
  WriteProgrammeCards(out, programmes, context);
  out.Close();
}

}  // namespace

std::string FrontPage(const PageContext& context) {
  std::vector<const PublishedEvent*> all;
  for (const auto& [name, event] : context.schedule.events()) all.push_back(&event);
  const Listing listing = ListingOf(all, {context.today, context.today + kDaysShown});
  const PageHead head{.title = context.In("coming-days"),
                      .path = "/",
                      .alternates = {{"application/atom+xml", context.In("changes-feed"),
                                      PageContext::LinkIn(absl::StrCat("/", kChangesFile),
                                                          context.languages.front())}}};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    out.Element("h1", {}, context.In("schedule"));
    WriteProgrammes(out, context);
    out.Element("h2", {{"class", "title"}}, context.In("coming-days"));
    WriteListing(out, listing, context);
  });
}

}  // namespace taqvim::web
