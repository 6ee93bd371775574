#include "client/web/words/site_names.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/web/words/languages.h"

namespace taqvim::web {
namespace {

constexpr size_t kMostBytes = 200;

bool IsName(absl::string_view name) {
  const bool shown = std::none_of(name.begin(), name.end(),
                                  [](unsigned char c) { return absl::ascii_iscntrl(c); });
  return shown && !absl::StripAsciiWhitespace(name).empty() && name.size() <= kMostBytes;
}

}  // namespace

absl::StatusOr<SiteNames> ParseSiteNames(const std::vector<std::string>& texts) {
  SiteNames names;
  for (const absl::string_view text : texts) {
    const size_t equals = text.find('=');
    // A name may have one, too.
    const bool of_language = equals != text.npos && IsLanguageTag(text.substr(0, equals));
    const absl::string_view language = of_language ? text.substr(0, equals) : "";
    const absl::string_view name = of_language ? text.substr(equals + 1) : text;
    if (!IsName(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\" has no name of 1 to ", kMostBytes,
                       " bytes in one line; write such as \"National Library\" or "
                       "\"kk=Ұлттық кітапхана\"."));
    }
    if (!names.insert({std::string(language), std::string(name)}).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "It is said twice what the site is called ",
          language.empty() ? "for all readers" : absl::StrCat("in ", language), "; say it once."));
    }
  }
  return names;
}

std::string SiteNameIn(const SiteNames& names, const std::vector<std::string>& languages,
                       absl::string_view otherwise) {
  const std::string name = TextIn(names, languages);
  return name.empty() ? std::string(otherwise) : name;
}

}  // namespace taqvim::web
