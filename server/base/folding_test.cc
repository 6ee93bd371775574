#include "server/base/folding.h"

#include <gtest/gtest.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/random_texts.h"

namespace taqvim::schedule {
namespace {

using icu::UnicodeString;

std::string ToUtf8(const UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

std::string Nfc(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  return ToUtf8(
      icu::Normalizer2::getNFCInstance(error)->normalize(UnicodeString::fromUTF8(text), error));
}

std::string Nfd(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  return ToUtf8(
      icu::Normalizer2::getNFDInstance(error)->normalize(UnicodeString::fromUTF8(text), error));
}

std::string Upper(const std::string& text) {
  return ToUtf8(UnicodeString::fromUTF8(text).toUpper(icu::Locale::getRoot()));
}

std::string Lower(const std::string& text) {
  return ToUtf8(UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot()));
}

// The text with a joiner, which nobody sees, before and after each character.
std::string WithJoiners(const std::string& text) {
  UnicodeString joined(u"\u200d");
  const auto utf16 = UnicodeString::fromUTF8(text);
  for (int i = 0; i < utf16.length(); i = utf16.moveIndex32(i, 1)) {
    joined.append(utf16.char32At(i)).append(u'\u200d');
  }
  return ToUtf8(joined);
}

// Runs a check on many random texts.
template <class Check>
void OnRandomTexts(Check check) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000 && !::testing::Test::HasFailure(); ++i) {
    const std::string text = RandomText(random);
    SCOPED_TRACE(absl::CHexEscape(text));
    check(text);
  }
}

TEST(Folded, IsTheSameForAllSpellingsOfAText) {
  const std::vector<std::vector<std::string>> rows = {
      {"astana", "Astana", "ASTANA"},
      {"астана", "Астана", "АСТАНА"},
      {"istanbul", "İSTANBUL", "ISTANBUL", "Istanbul", "ıstanbul", "I\u0307stanbul"},
      {"ii", "İı", "i\u0307I"},
      // A mark below stands before the dot, whatever the order in which they are sent.
      {"i\u0323", "i\u0323\u0307", "i\u0307\u0323", "ị"},
      {"strasse", "straße", "STRASSE", "STRAẞE"},
      {"σοφοσ", "ΣΟΦΟΣ", "σοφος"},
      {"office", "o\ufb03ce", "OFFICE"},
      {"\u02bcn", "ŉ", "'N"},
      {"ᾳ", "α\u0345", "ΑΙ", "αι"},
      {"café", "cafe\u0301", "CAFÉ"},
      {"각", "\u1100\u1161\u11a8", "가\u11a8"},
      {"нью йорк", "Нью\u00a0Йорк", " нью \t йорк\n", "нью\u3000Йорк"},
      {"таш кент", "таш\r\nкент"},
      {"astana", "Asta\u00adna", "\u200eAstana\u200f", "\ufeffastana"},
      {"oʻzbek", "O'zbek", "o‘zbek", "o’zbek", "o`zbek", "oʼzbek"},
      {"нур-султан", "Нур\u2011Султан", "Нур\u2010Султан"},
      {"", " ", "\u00a0\u200b"},
  };
  for (const auto& row : rows) {
    for (const std::string& spelling : row) {
      EXPECT_EQ(Folded(spelling), Folded(row[0])) << spelling;
      EXPECT_TRUE(SameFolded(spelling, row[0])) << spelling;
    }
  }
}

TEST(Folded, TellsApartWhatIsSpeltOtherwise) {
  const std::vector<std::string> texts = {"Sumqayıt", "Şumqayıt", "Osh", "Ösh", "Қоқанд",
                                          "Коканд",   "е",        "ё",   "и",   "й",
                                          "a b",      "ab",       "i",   "í",   "ъ"};
  for (size_t i = 0; i < texts.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(Folded(texts[i]), Folded(texts[j])) << texts[i];
  }
}

TEST(Folded, MakesOneOfCapitalsAndSmallLettersOfTheLanguagesAtHome) {
  const std::vector<std::pair<std::string, std::string>> alphabets = {
      // Azerbaijani, Turkish
      {"ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ", "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"},
      // Kazakh, in Cyrillic and Latin
      {"АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ", "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"},
      {"AÄBDEFGĞHIİJKLMNÑOÖPQRSŞTUŪÜVYZ", "aäbdefgğhıijklmnñoöpqrsştuūüvyz"},
      // Uzbek, in Cyrillic and Latin
      {"ЎҚҒҲЭЮЯ", "ўқғҳэюя"},
      {"OʻGʻSHCH", "oʻgʻshch"},
      // Tajik
      {"ҒӢҚӮҲҶЪ", "ғӣқӯҳҷъ"},
      // Kyrgyz, Turkmen
      {"ҢӨҮ", "ңөү"},
      {"ÄŽŇÝ", "äžňý"},
  };
  for (const auto& [capitals, small] : alphabets) {
    EXPECT_EQ(Folded(capitals), Folded(small));
    EXPECT_EQ(Folded(Nfd(capitals)), Folded(small));
  }
  // Small letters without any of the four i are folded already.
  EXPECT_EQ(Folded("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
            "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя");
  EXPECT_EQ(Folded("ҒӢҚӮҲҶЪ"), "ғӣқӯҳҷъ");
}

TEST(Folded, OfWhatIsFoldedIsTheSame) {
  OnRandomTexts([](const std::string& text) {
    const std::string folded = Folded(text);
    EXPECT_EQ(Folded(folded), folded);
    EXPECT_EQ(Nfc(folded), folded);
  });
}

TEST(Folded, IsTheSameForEveryCanonicalForm) {
  OnRandomTexts([](const std::string& text) {
    EXPECT_EQ(Folded(Nfc(text)), Folded(text));
    EXPECT_EQ(Folded(Nfd(text)), Folded(text));
  });
}

TEST(Folded, IsTheSameForTheCapitalAndTheSmallLetterOfEveryCharacter) {
  for (UChar32 c = 1; c < 0x20000 && !HasFailure(); ++c) {
    if (U_IS_SURROGATE(c)) continue;
    const std::string text = ToUtf8(UnicodeString(c));
    EXPECT_EQ(Folded(Upper(text)), Folded(text)) << absl::StrCat(absl::Hex(c));
    EXPECT_EQ(Folded(Lower(text)), Folded(text)) << absl::StrCat(absl::Hex(c));
  }
}

// Joiners are in no table of simple characters, so that ICU folds all of it.
TEST(Folded, IsTheSameWithWhatNobodySees) {
  OnRandomTexts([](const std::string& text) {
    EXPECT_EQ(Folded(WithJoiners(text)), Folded(text));
    EXPECT_EQ(Folded(absl::StrCat("\u00a0", text, "\u200b ")), Folded(text));
  });
}

TEST(Folded, IsAtMostThreeTimesAsLong) {
  OnRandomTexts([](const std::string& text) { EXPECT_LE(Folded(text).size(), 3 * text.size()); });
}

// Sorting them would take minutes.
TEST(Folded, OfAMountainOfMarksIsSoonDone) {
  std::string text = "a";
  for (int i = 0; i < 1'000'000; ++i) text += i % 2 == 0 ? "\u0323" : "\u0301";
  EXPECT_EQ(Folded(text), Folded(text.substr(0, 1 + 2 * 30)));
}

}  // namespace
}  // namespace taqvim::schedule
