#include "client/web/words/languages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;

google::protobuf::Map<std::string, std::string> Texts(const std::vector<std::string>& tags) {
  google::protobuf::Map<std::string, std::string> texts;
  for (const std::string& tag : tags) texts[tag] = "in " + tag;
  return texts;
}

TEST(LanguagesToTry, AreTheTagWhatIsLeftOfItAndEnglish) {
  EXPECT_THAT(LanguagesToTry("uz-Cyrl-UZ"), ElementsAre("uz-Cyrl-UZ", "uz-Cyrl", "uz", "en"));
  EXPECT_THAT(LanguagesToTry("en-GB"), ElementsAre("en-GB", "en"));
  EXPECT_THAT(LanguagesToTry(""), ElementsAre("en"));
}

TEST(Choose, TakesTheFirstThatThereIs) {
  EXPECT_EQ(Choose(Texts({"en", "ru", "uz-Cyrl"}), LanguagesToTry("uz-Cyrl-UZ")).language,
            "uz-Cyrl");
  EXPECT_EQ(Choose(Texts({"en", "ru"}), LanguagesToTry("az")).text, "in en");
  EXPECT_EQ(Choose(Texts({"en", "ru"}), LanguagesToTry("RU")).text, "in ru");
}

TEST(Choose, TakesWhatNarrowsTheLanguageBeforeAnother) {
  EXPECT_EQ(Choose(Texts({"en", "ru-KZ"}), LanguagesToTry("ru")).language, "ru-KZ");
  EXPECT_EQ(Choose(Texts({"en", "rus"}), LanguagesToTry("ru")).language, "en");
}

TEST(Choose, TakesTheFirstOfAllWhereNoneIsAskedFor) {
  EXPECT_EQ(Choose(Texts({"tk", "kk"}), LanguagesToTry("az")).language, "kk");
  EXPECT_EQ(Choose({}, LanguagesToTry("az")).text, "");
}

TEST(IsRightToLeft, GoesByTheScript) {
  for (const char* tag : {"fa", "ar-EG", "he", "ur", "az-Arab", "FA"}) {
    EXPECT_TRUE(IsRightToLeft(tag)) << tag;
  }
  for (const char* tag : {"", "en", "az", "tg", "uz-Cyrl", "ar-Latn", "??"}) {
    EXPECT_FALSE(IsRightToLeft(tag)) << tag;
  }
}

TEST(IsLanguageTag, TakesTagsAlone) {
  for (const char* tag : {"en", "uz-Cyrl", "zh-Hant-TW"}) EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  for (const char* tag :
       {"", "e", "../etc", "en_GB", "1a", "en\n", "en-", "en--GB", "abcdefghi", "e1-GB", "-en"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

}  // namespace
}  // namespace taqvim::web
