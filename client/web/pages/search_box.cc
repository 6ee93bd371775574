#include "client/web/pages/search_box.h"

#include "absl/strings/str_cat.h"
#include "client/web/search/search_index.h"

namespace taqvim::web {

void WriteSearch(markup::MarkupWriter& out, const std::string& query, const PageContext& context) {
  out.Open("form",
           {{"class", "search"}, {"role", "search"}, {"action", "/search"}, {"method", "get"}});
  out.Empty("input", {{"type", "search"},
                      {"name", "q"},
                      {"value", query},
                      {"maxlength", absl::StrCat(kLongestQuery)},
                      {"dir", "auto"},
                      {"aria-label", context.In("search")},
                      {"placeholder", context.In("search-hint")}});
  if (!context.language.empty()) {
    out.Empty("input", {{"type", "hidden"}, {"name", "lang"}, {"value", context.language}});
  }
  out.Element("button", {}, context.In("search"));
  out.Close();
}

}  // namespace taqvim::web
