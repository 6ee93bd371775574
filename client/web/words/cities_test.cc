#include "client/web/words/cities.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "client/web/words/languages.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

TEST(CityText, IsAsReadersOfTheLanguageCallTheCityWhateverLanguageItIsSaidIn) {
  for (const char* said : {"Baku", "Bakı", "Баку", "Boku"}) {
    EXPECT_EQ(CityText(said, LanguagesToTry("az")), "Bakı") << said;
    EXPECT_EQ(CityText(said, LanguagesToTry("ru-KZ")), "Баку") << said;
    EXPECT_EQ(CityText(said, LanguagesToTry("en")), "Baku") << said;
  }
  EXPECT_EQ(CityText("Samarqand", LanguagesToTry("kk")), "Самарқанд");
}

TEST(CityText, IsEnglishWhereTheLanguageHasNoNameForIt) {
  EXPECT_EQ(CityText("Астана", LanguagesToTry("de")), "Astana");
}

TEST(CityText, IsWhatWasSaidOfCitiesThatNobodyKnows) {
  for (const char* said : {"Baku ", "baku", "Bakuriani", "", "city-baku", "{city}"}) {
    EXPECT_EQ(CityText(said, LanguagesToTry("ru")), said);
  }
}

TEST(CityText, HasNoNameForTwoCities) {
  const Words& words = Words::Embedded();
  std::map<std::string, std::string> keys;
  for (const std::string& key : words.keys()) {
    if (!absl::StartsWith(key, "city-")) continue;
    for (const InterfaceLanguage& language : words.languages()) {
      if (!words.Has(key, language.tag)) continue;
      const std::string name = words.In({language.tag}, key);
      EXPECT_EQ(keys.emplace(name, key).first->second, key) << name;
    }
  }
  EXPECT_GT(keys.size(), 50u);
}

}  // namespace
}  // namespace taqvim::web
