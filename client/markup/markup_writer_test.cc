#include "client/markup/markup_writer.h"

#include <gtest/gtest.h>

namespace taqvim::markup {
namespace {

TEST(EscapeMarkup, LeavesNothingThatIsMarkup) {
  EXPECT_EQ(EscapeMarkup("<b a=\"1\" c='2'>&amp;</b>"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
}

TEST(EscapeMarkup, LeavesLettersOfAllScripts) {
  EXPECT_EQ(EscapeMarkup("Qarabağ Вечер شب 会議 🎻"), "Qarabağ Вечер شب 会議 🎻");
}

TEST(EscapeMarkup, HasASpaceForEachControlCharacter) {
  EXPECT_EQ(EscapeMarkup(absl::string_view("a\0b\x1b[c\nd\x7f"
                                           "e\xc2\x85"
                                           "f",
                                           13)),
            "a b [c d e f");
}

TEST(EscapeMarkup, ReplacesWhatIsNoUtf8AndWhatXmlForbids) {
  EXPECT_EQ(EscapeMarkup("a\xff"
                         "b"),
            "a\ufffdb");
  EXPECT_EQ(EscapeMarkup("\xd8"), "\ufffd");
  EXPECT_EQ(EscapeMarkup("\xed\xa0\x80").find('\xed'), std::string::npos);
  EXPECT_EQ(EscapeMarkup("\xef\xbf\xbf").find("\xef\xbf\xbf"), std::string::npos);
}

TEST(MarkupWriter, EndsWhatIsBegun) {
  MarkupWriter writer;
  writer.Open("a", {{"b", "\"1\""}}).Element("c", {}, "<").Empty("d", {{"e", "2"}}).Text("&");
  EXPECT_EQ(std::move(writer).Finish(),
            "<a b=\"&quot;1&quot;\">\n<c>&lt;</c>\n<d e=\"2\"/>\n&amp;</a>\n");
}

TEST(Decimal, HasTwoDigitsAtMost) {
  EXPECT_EQ(Decimal(12), "12");
  EXPECT_EQ(Decimal(1.5), "1.5");
  EXPECT_EQ(Decimal(2.0 / 3), "0.67");
  EXPECT_EQ(Decimal(-0.001), "0");
}

}  // namespace
}  // namespace taqvim::markup
