#include "client/web/words/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/web/words/languages.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

TEST(Words, AreInTheFirstLanguageThatHasThem) {
  const Words& words = Words::Embedded();
  EXPECT_EQ(words.In(LanguagesToTry("ru-KZ"), "cancelled"), "Отменено");
  EXPECT_EQ(words.In(LanguagesToTry("fa"), "cancelled"), "Cancelled");
  EXPECT_EQ(words.In(LanguagesToTry("uz-Cyrl"), "sold-out"), words.In({"uz"}, "sold-out"));
}

TEST(Words, FillTheirPlacesOnceAndWhole) {
  EXPECT_EQ(Words::Embedded().In({"en"}, "cancelled-because", {{"reason", "the {reason} of it"}}),
            "Cancelled: the {reason} of it");
}

TEST(Words, AreThereInEveryInterfaceLanguageThatSomebodyReviewed) {
  const Words& words = Words::Embedded();
  ASSERT_EQ(words.languages().size(), std::size(kInterfaceLanguages));
  for (const InterfaceLanguage& language : words.languages()) {
    EXPECT_THAT(kInterfaceLanguages, ::testing::Contains(language.tag));
    if (!language.reviewed) continue;
    for (const std::string& key : words.keys()) {
      EXPECT_TRUE(words.Has(key, language.tag)) << language.tag << " " << key;
    }
  }
}

std::string Refused(const std::string& json) {
  const auto parsed = Words::Parse(json);
  return parsed.ok() ? "" : std::string(parsed.status().message());
}

TEST(Words, AreRefusedInAnotherForm) {
  EXPECT_THAT(Refused("{"), HasSubstr("no JSON"));
  EXPECT_THAT(Refused(R"({"languages": {"ru": {}}, "words": {"a": {"ru": "б"}}})"),
              HasSubstr("lack English"));
  EXPECT_THAT(Refused(R"({"languages": {"en": {}}, "words": {"a": {"en": "a", "xx": "b"}}})"),
              HasSubstr("no language"));
  EXPECT_THAT(
      Refused(R"({"languages": {"en": {}, "ru": {}}, "words": {"a": {"en": "{x}", "ru": "y"}}})"),
      HasSubstr("other places"));
}

}  // namespace
}  // namespace taqvim::web
