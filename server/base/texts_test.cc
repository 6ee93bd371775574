#include "server/base/texts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/countries.h"
#include "server/base/edit_distance.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::map<std::string, std::string> WrongTexts(const std::map<std::string, std::string>& texts,
                                              TextRule rule = {.min_bytes = 1, .max_bytes = 500}) {
  FieldErrors errors;
  CheckTexts("title", TextMap(texts.begin(), texts.end()), Demand::kRequired, rule, errors);
  return ViolationsOf(errors);
}

std::map<std::string, std::string> WrongIds(const std::map<std::string, std::string>& ids) {
  FieldErrors errors;
  CheckExternalIds(TextMap(ids.begin(), ids.end()), errors);
  return ViolationsOf(errors);
}

TEST(Texts, InSeveralLanguagesAreRight) {
  EXPECT_THAT(WrongTexts({{"en", "Days of culture"}, {"kk", "Мәдениет күндері"}, {"uz-Cyrl", "x"}}),
              ElementsAre());
}

TEST(Texts, NeedALanguage) {
  EXPECT_THAT(WrongTexts({}), ElementsAre(Pair("title", HasSubstr("{\"en\": \"Concert\"}"))));
}

TEST(Texts, OfMoreThanTwentyLanguagesFail) {
  std::map<std::string, std::string> texts;
  for (char c = 'a'; c <= 't'; ++c) texts[std::string("x") + c] = "text";
  EXPECT_THAT(WrongTexts(texts), ElementsAre());
  texts["en"] = "text";
  EXPECT_THAT(WrongTexts(texts), ElementsAre(Pair("title", HasSubstr("21 languages"))));
}

TEST(Texts, HaveOneToSoManyBytes) {
  EXPECT_THAT(WrongTexts({{"en", std::string(500, 'a')}}), ElementsAre());
  EXPECT_THAT(WrongTexts({{"en", std::string(501, 'a')}, {"kk", ""}}),
              ElementsAre(Pair("title[\"en\"]", HasSubstr("at most 500")),
                          Pair("title[\"kk\"]", HasSubstr("1 to 500"))));
}

TEST(Texts, TwiceInOneLanguageFail) {
  EXPECT_THAT(WrongTexts({{"en", "a"}, {"EN", "b"}}),
              ElementsAre(Pair("title[\"en\"]", HasSubstr("the same language as \"EN\""))));
}

TEST(Texts, WithControlCharactersFail) {
  for (const char* text : {"\x1b[31m", "\x7f"}) {
    EXPECT_THAT(WrongTexts({{"en", text}}),
                ElementsAre(Pair("title[\"en\"]", HasSubstr("control character"))));
  }
  const TextRule lines = {.min_bytes = 1, .max_bytes = 500, .characters = {.line_feeds = true}};
  EXPECT_THAT(WrongTexts({{"en", "two\nlines"}}, lines), ElementsAre());
  EXPECT_THAT(WrongTexts({{"en", "two\nlines"}}),
              ElementsAre(Pair("title[\"en\"]", HasSubstr("line break"))));
}

TEST(Texts, ThatShowNothingFail) {
  EXPECT_THAT(WrongTexts({{"en", "\u00a0"}}),
              ElementsAre(Pair("title[\"en\"]", HasSubstr("can be seen; send a text"))));
  EXPECT_THAT(WrongTexts({{"en", "\u00a0"}}, {.max_bytes = 500}),
              ElementsAre(Pair("title[\"en\"]", HasSubstr("can be seen; leave it out"))));
}

TEST(Texts, WithLettersOfAnyScriptAreRight) {
  EXPECT_THAT(WrongTexts({{"az", "Ü ə ğ — «»"}, {"tg", "Ӯ"}, {"zh", "文化"}, {"en", "a\tb"}}),
              ElementsAre());
}

TEST(ExternalIds, HaveASystemAndAnIdentifier) {
  EXPECT_THAT(WrongIds({{"website", "4711"}}), ElementsAre());
  EXPECT_THAT(WrongIds({{"", "1"}}), ElementsAre(Pair("external_ids[\"\"]", HasSubstr("system"))));
  EXPECT_THAT(WrongIds({{"a", ""}}),
              ElementsAre(Pair("external_ids[\"a\"]", HasSubstr("identifier"))));
  EXPECT_THAT(WrongIds({{"a/b", "1"}}),
              ElementsAre(Pair("external_ids[\"a/b\"]", HasSubstr("slash"))));
  EXPECT_THAT(WrongIds({{"a", "1\t2"}}),
              ElementsAre(Pair("external_ids[\"a\"]", HasSubstr("control character"))));
  EXPECT_EQ(WrongIds({{std::string(64, 'a'), "1"}}).size(), 1);
  EXPECT_EQ(WrongIds({{"a", std::string(201, 'a')}}).size(), 1);
  EXPECT_EQ(WrongIds({{std::string(63, 'a'), std::string(200, 'a')}}).size(), 0);
}

TEST(Country, IsAnAssignedCode) {
  for (const char* code : {"AZ", "KZ", "UZ", "TJ", "DE", "ZW", "AD"}) EXPECT_TRUE(IsCountry(code));
  for (const char* code : {"", "A", "az", "AZE", "ZZ", "XX", "EU", "A1", "[Z", "AZ "}) {
    EXPECT_FALSE(IsCountry(code)) << code;
  }
  int countries = 0;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) countries += IsCountry(std::string{a, b}) ? 1 : 0;
  }
  EXPECT_EQ(countries, 249);
}

TEST(Country, InSmallLettersIsCorrected) {
  FieldErrors errors;
  CheckCountry("country", "az", Demand::kRequired, errors);
  EXPECT_THAT(ViolationsOf(errors), ElementsAre(Pair("country", HasSubstr("use \"AZ\""))));
}

TEST(City, HasNoSpaceAtItsEnds) {
  FieldErrors errors;
  CheckCity("city", "New York", Demand::kRequired, errors);
  CheckCity("city", "", Demand::kOptional, errors);
  EXPECT_TRUE(errors.empty());
  CheckCity("a", " Astana", Demand::kRequired, errors);
  CheckCity("b", "Astana ", Demand::kRequired, errors);
  CheckCity("c", "", Demand::kRequired, errors);
  CheckCity("d", std::string(101, 'a'), Demand::kRequired, errors);
  CheckCity("e", "Astana\u00a0", Demand::kRequired, errors);
  CheckCity("f", "\u200b", Demand::kOptional, errors);
  EXPECT_EQ(ViolationsOf(errors).size(), 6);
  EXPECT_EQ(errors.count(), 6);
}

TEST(Quoted, IsShortPrintableAndWholeCharacters) {
  EXPECT_EQ(Quoted("a\"b\n"), "\"a\\\"b\\n\"");
  std::string letters;
  for (int i = 0; i < 100; ++i) letters += "ə";
  const std::string quoted = Quoted(letters);
  EXPECT_EQ(quoted.size(), 60 + 3 + 2);
  EXPECT_EQ(Truncated("a" + letters, 60).size(), 59 + 3);
}

TEST(EditDistance, CountsLettersToChange) {
  EXPECT_EQ(EditDistance("", ""), 0);
  EXPECT_EQ(EditDistance("abc", ""), 3);
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("title", "Title"), 0);
  EXPECT_EQ(EditDistance("titel", "title"), 2);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(Nearest, IsOnlyWhatIsSimilar) {
  EXPECT_EQ(Nearest("tilte", {"period", "title", "owner"}), "title");
  EXPECT_EQ(Nearest("bookngs", {"bookings", "booking"}), "bookings");
  EXPECT_EQ(Nearest("colour", {"period", "title", "owner"}), "");
  EXPECT_EQ(Nearest(std::string(100000, 'a'), {"a"}), "");
}

}  // namespace
}  // namespace taqvim::schedule
