// Names of countries and languages, as people of a language call them, by ICU.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// Of an ISO 3166-1 alpha-2 code, such as `Kazakhstan` of KZ; the code where ICU knows none.
std::string CountryText(absl::string_view code, absl::string_view language);
// Of a BCP 47 tag, such as `Azerbaijani` of az; the tag where ICU knows none.
std::string LanguageText(absl::string_view tag, absl::string_view language);

}  // namespace taqvim::web
