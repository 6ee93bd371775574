#include "client/web/search/folding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FoldedWords, AreTheSameHoweverTheyAreTyped) {
  const std::pair<const char*, const char*> kSame[] = {
      {"Навруз", "НАВРУЗ"},
      {"Навруз", "navruz"},
      {"Наврӯз", "navruz"},
      {"Орёл", "орел"},
      {"Йод", "ЙОД"},
      {"İSTANBUL", "istanbul"},
      {"Bakı", "BAKI"},
      {"Şəki", "seki"},
      {"Qarabağ", "qarabag"},
      {"Əliyev", "eliyev"},
      {"Қазақ", "казак"},
      {"Қазақ", "Qazaq"},
      {"Әуезов", "ауезов"},
      {"Хоҷа", "хоҷа"},
      {"Душанбе", "Dushanbe"},
      {"Düşənbə", "dusenbe"},
      {"Oʻzbekiston", "O'zbekiston"},
      {"Oʻzbekiston", "ozbekiston"},
      {"Халқ", "xalq"},
      {"Nowruz", "Novruz"},
      {"Khujand", "Xujand"},
      {"Sakhkhar", "Saxxar"},
      {"Київ", "киів"},
      {"Übung", "ubung"},
      {"ﬁlm", "film"},
      {"Ｆｉｌｍ", "film"},
      {"كتابي", "کتابی"},
      {"۱۴۰۴", "1404"},
      {"शब्द", "शब्द"},
  };
  for (const auto& [one, other] : kSame) {
    EXPECT_EQ(FoldedWords(one), FoldedWords(other)) << one << " and " << other;
    EXPECT_EQ(FoldedWords(one).size(), 1) << one;
  }
}

TEST(FoldedWords, OfOtherWordsAreOthers) {
  const std::pair<const char*, const char*> kOther[] = {
      {"концерт", "конверт"}, {"шаш", "шах"}, {"Baku", "Baki"}, {"كتاب", "كتب"}, {"10", "100"}};
  for (const auto& [one, other] : kOther) EXPECT_NE(FoldedWords(one), FoldedWords(other)) << one;
}

TEST(FoldedWords, AreInOrderAndEachOnce) {
  EXPECT_THAT(FoldedWords("The hall, the Foyer — (hall)"), ElementsAre("foyer", "hall", "the"));
  EXPECT_THAT(FoldedWords("a-b/c_d"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(FoldedWords("…!? ʻ '"), IsEmpty());
  EXPECT_THAT(FoldedWords(""), IsEmpty());
}

TEST(FoldedWords, HaveAnEnd) {
  EXPECT_THAT(FoldedWords(absl::StrCat(std::string(1000, 'a'), " b")),
              ElementsAre(std::string(64, 'a'), "b"));
  std::string letters;
  for (int i = 0; i < 100; ++i) letters += "語";
  const auto words = FoldedWords(letters);
  ASSERT_EQ(words.size(), 1);
  EXPECT_EQ(words[0], letters.substr(0, 63));
}

// What has once been folded stays as it is: so a part of a text can be looked for.
TEST(FoldedWords, StayTheSameWhenTheyAreFoldedAgain) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (size_t i = random() % 12; i > 0; --i) {
      const char32_t c = random() % 2 == 0 ? random() % 0x600 : random() % 0x3000;
      if (c < 0x80) {
        text += static_cast<char>(c);
      } else if (c < 0x800) {
        text += static_cast<char>(0xc0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3f));
      } else {
        text += static_cast<char>(0xe0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        text += static_cast<char>(0x80 | (c & 0x3f));
      }
    }
    // Letters that may make pairs.
    for (size_t i = random() % 8; i > 0; --i) text += "sczgkhqwx"[random() % 9];
    for (const std::string& word : FoldedWords(text)) {
      ASSERT_THAT(FoldedWords(word), ElementsAre(word)) << "of " << text;
    }
  }
}

TEST(FoldedWords, TakeAnyBytes) {
  EXPECT_THAT(FoldedWords("a\xff\xfe b\xc3"), ElementsAre("a", "b"));
  EXPECT_THAT(FoldedWords(absl::string_view("a\0b", 3)), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace taqvim::web
