// Table of the country codes of ISO 3166-1.
#pragma once

#include <string_view>

namespace taqvim::schedule {

// Whether the text is an ISO 3166-1 alpha-2 code in capitals.
bool IsCountry(std::string_view code);

}  // namespace taqvim::schedule
