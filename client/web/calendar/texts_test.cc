#include "client/web/calendar/texts.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

TEST(CleanTextTest, KeepsWhatAnyScriptHas) {
  for (const char* text :
       {"", "Дни культуры", "أيام‌الثقافة", "👨‍👩‍👧‍👦", "a\tb\nc"}) {
    EXPECT_EQ(CleanText(text), text);
  }
}

TEST(CleanTextTest, MakesOneLineFeedOfEachEndOfALine) {
  EXPECT_EQ(CleanText("a\r\nb\rc\nd\u0085e\u2028f\u2029g\r\r\n!"), "a\nb\nc\nd\ne\nf\ng\n\n!");
}

TEST(CleanTextTest, DropsControlCharacters) {
  EXPECT_EQ(CleanText(absl::string_view("a\0b\x01\x0b\x0c\x1b\x7f\u0080\u009f!", 14)), "ab!");
}

TEST(CleanTextTest, DropsBlanksAround) {
  EXPECT_EQ(CleanText(" \t\r\na  b\x01 \x02\n"), "a  b");
  EXPECT_EQ(CleanText(" \n\t "), "");
  // That of other scripts is a character like any other.
  EXPECT_EQ(CleanText("\u3000a\u00a0"), "\u3000a\u00a0");
}

TEST(CleanTextTest, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(CleanText("a\xff"), "a\ufffd");
  // Cut short, a surrogate, longer than it has to be, beyond Unicode.
  EXPECT_EQ(CleanText("\xd0"), "\ufffd");
  EXPECT_EQ(CleanText("\xed\xa0\x80").find('\xed'), std::string::npos);
  EXPECT_EQ(CleanText("\xc0\xaf"), "\ufffd\ufffd");
  EXPECT_EQ(CleanText("\xf4\x90\x80\x80").find('\xf4'), std::string::npos);
}

TEST(EscapedTextTest, EscapesWhatHasAMeaning) {
  EXPECT_EQ(EscapedText("a;b,c\\d\ne:\"f\""), R"(a\;b\,c\\d\ne:"f")");
  EXPECT_EQ(EscapedText("\\n"), R"(\\n)");
}

TEST(WebAddressTest, TakesHttpAlone) {
  EXPECT_EQ(WebAddress("https://a.example/b?c=d,e;f#g"), "https://a.example/b?c=d,e;f#g");
  EXPECT_EQ(WebAddress("HTTP://a.example"), "HTTP://a.example");
  for (const char* other :
       {"", "javascript:alert(1)", "ftp://a.example", "//a.example", " https://a"}) {
    EXPECT_EQ(WebAddress(other), "") << other;
  }
}

TEST(WebAddressTest, EncodesWhatNoAddressHas) {
  EXPECT_EQ(WebAddress("https://a.example/b c\r\nX:\"ж"),
            "https://a.example/b%20c%0D%0AX:%22%D0%B6");
  EXPECT_EQ(WebAddress("https://a.example/%D0%B6"), "https://a.example/%D0%B6");
}

}  // namespace
}  // namespace taqvim::web
