#include "client/web/pages/weeks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/web/published/held_days.h"
#include "client/web/words/dates.h"

namespace taqvim::web {

void WriteOtherWeeks(markup::MarkupWriter& out, const std::string& path, absl::CivilDay from,
                     const PageContext& context) {
  const CivilDays held = HeldDays(context.today);
  const auto link = [&](const char* relation, const char* key, absl::CivilDay day) {
    const std::string other = absl::StrCat(path, "?from=", absl::FormatCivilTime(day));
    out.Element("a", {{"rel", relation}, {"href", context.Link(other)}}, context.In(key));
  };
  out.Open("nav", {{"class", "weeks"}, {"aria-label", context.In("when")}});
  if (from > held.first) link("prev", "earlier", std::max(from - kDaysOfPage, held.first));
  out.Element("span", {}, DaysText(from, from + (kDaysOfPage - 1), context.languages.front()));
  if (from + kDaysOfPage <= held.last) link("next", "later", from + kDaysOfPage);
  out.Close();
}

}  // namespace taqvim::web
