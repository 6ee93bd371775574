#include "client/web/words/cities.h"

#include <map>

#include "absl/strings/match.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

constexpr char kPrefix[] = "city-";

// Keys of words by each name.
using Names = std::map<std::string, std::string, std::less<>>;

Names NamesOfCities() {
  const Words& words = Words::Embedded();
  Names names;
  for (const std::string& key : words.keys()) {
    if (!absl::StartsWith(key, kPrefix)) continue;
    for (const InterfaceLanguage& language : words.languages()) {
      if (words.Has(key, language.tag)) names.emplace(words.In({language.tag}, key), key);
    }
  }
  return names;
}

}  // namespace

std::string CityText(absl::string_view city, const std::vector<std::string>& languages) {
  static const auto& names = *new Names(NamesOfCities());
  const auto found = names.find(city);
  return found == names.end() ? std::string(city) : Words::Embedded().In(languages, found->second);
}

}  // namespace taqvim::web
