// Names of cities, as people of a language call them: those among our words, of the region and
// capitals beyond it.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// `Баку` of Baku, Bakı or Boku for readers of Russian: of a name that one of our languages has for
// a city, that which the first of these languages has for it, else the English one. What is no such
// name as it was said.
std::string CityText(absl::string_view city, const std::vector<std::string>& languages);

}  // namespace taqvim::web
