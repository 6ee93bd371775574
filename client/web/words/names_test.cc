#include "client/web/words/names.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

TEST(CountryText, IsInTheLanguage) {
  EXPECT_EQ(CountryText("KZ", "en"), "Kazakhstan");
  EXPECT_EQ(CountryText("KZ", "ru"), "Казахстан");
  EXPECT_EQ(CountryText("AZ", "az"), "Azərbaycan");
}

TEST(CountryText, IsTheCodeOfWhatIsNone) {
  EXPECT_EQ(CountryText("??", "en"), "??");
  EXPECT_EQ(CountryText("", "en"), "");
}

TEST(LanguageText, IsInTheLanguage) {
  EXPECT_EQ(LanguageText("az", "en"), "Azerbaijani");
  EXPECT_EQ(LanguageText("az", "ru"), "азербайджанский");
  EXPECT_EQ(LanguageText("uz-Cyrl", "en"), "Uzbek (Cyrillic)");
  EXPECT_EQ(LanguageText("no tag", "en"), "no tag");
}

}  // namespace
}  // namespace taqvim::web
