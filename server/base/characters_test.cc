#include "server/base/characters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/random_texts.h"

namespace taqvim::schedule {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr AllowedCharacters kOneLine, kLines = {.line_feeds = true}, kNoTabs = {.tabs = false};

TEST(WrongCharacter, IsNoneInWordsOfAnyScript) {
  for (const char* text :
       {"", "Days of culture", "Ü ə ğ — «»", "Ӯ", "文化", "می\u200cخواهم", "\u2067TEDx\u2069",
        "a\u200eb\u200f\u061c", "👩\u200d💻", "a\tb", "\u00a0"}) {
    EXPECT_EQ(WrongCharacter(text, kOneLine), "") << text;
    EXPECT_EQ(WrongCharacter(text, kLines), "") << text;
  }
}

TEST(WrongCharacter, IsAControlCharacter) {
  for (const char* text : {"\x1b[31m", "\x7f", "a\x01", "\xc2\x9b"}) {
    EXPECT_THAT(WrongCharacter(text, kOneLine), HasSubstr("control character U+00"));
    EXPECT_THAT(WrongCharacter(text, kLines), HasSubstr("control character U+00"));
  }
  EXPECT_THAT(WrongCharacter("a\tb", kNoTabs), HasSubstr("control character U+0009"));
}

TEST(WrongCharacter, IsALineBreakInOneLine) {
  for (const char* text :
       {"a\nb", "a\r\nb", "a\rb", "a\vb", "a\fb", "a\u0085b", "a\u2028b", "a\u2029b"}) {
    EXPECT_THAT(WrongCharacter(text, kOneLine),
                AllOf(HasSubstr("has a line break, U+"), HasSubstr("in one line")))
        << absl::CHexEscape(text);
  }
  EXPECT_THAT(WrongCharacter("a\n", kOneLine), HasSubstr("ends with a line break, U+000A"));
}

TEST(WrongCharacter, IsNoLineFeedWhereThereAreSeveralLines) {
  EXPECT_EQ(WrongCharacter("a\nb\n\u2028c", kLines), "");
  for (const char* text : {"a\rb", "a\vb", "a\fb", "a\u0085b"}) {
    EXPECT_THAT(WrongCharacter(text, kLines), HasSubstr("line feeds between its lines"));
  }
}

TEST(WrongCharacter, IsWhatTurnsItsSurroundings) {
  EXPECT_THAT(WrongCharacter("a\u202ab", kLines), HasSubstr("U+202A (LEFT-TO-RIGHT EMBEDDING)"));
  EXPECT_THAT(WrongCharacter("a\u202eb", kLines), HasSubstr("U+202E (RIGHT-TO-LEFT OVERRIDE)"));
  for (const char* text : {"\u202b", "\u202c", "\u202d"}) {
    EXPECT_THAT(WrongCharacter(text, kOneLine), HasSubstr("isolates"));
  }
}

TEST(ShowsAnything, NeedsMoreThanBlanks) {
  for (const char* text : {"a", " a", "\u200b٫", "·", "\u0301", "\u2060👩"}) {
    EXPECT_TRUE(ShowsAnything(text)) << text;
  }
  for (const char* text : {"", " ", "\n\t", "\u00a0\u2003\u3000", "\u200b\u200c\u200d\u2060",
                           "\u115f\u1160\u3164\uffa0", "\u2800", "\u2066\u2069", "\ufeff",
                           "\U000e0041", "\U0001d159", "\x01"}) {
    EXPECT_FALSE(ShowsAnything(text)) << absl::CHexEscape(text);
  }
}

TEST(HasSpaceAtItsEnds, SeesAllWhiteSpace) {
  for (const char* text : {" a", "a ", "\ta", "a\u00a0", "\u3000a", " "}) {
    EXPECT_TRUE(HasSpaceAtItsEnds(text)) << absl::CHexEscape(text);
  }
  for (const char* text : {"", "a", "a b", "Нью\u00a0Йорк", "ə"}) {
    EXPECT_FALSE(HasSpaceAtItsEnds(text)) << text;
  }
}

TEST(WrongCharacter, IsNoneOfWhatIsAllowed) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomText(random);
    const std::string wrong = WrongCharacter(text, kOneLine);
    EXPECT_TRUE(wrong.empty() || absl::StrContains(wrong, "U+")) << wrong;
    // What may stand in one line may stand in several.
    EXPECT_TRUE(!wrong.empty() || WrongCharacter(text, kLines).empty()) << absl::CHexEscape(text);
    EXPECT_TRUE(ShowsAnything(absl::StrCat(text, "a", text)));
    EXPECT_EQ(WrongCharacter(absl::StrCat(text, text), kOneLine).empty(), wrong.empty());
  }
}

}  // namespace
}  // namespace taqvim::schedule
