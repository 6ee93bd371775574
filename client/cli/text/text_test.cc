#include "client/cli/text/text.h"

#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

TEST(ToKebab, KnowsEverySpelling) {
  EXPECT_EQ(ToKebab("first_day"), "first-day");
  EXPECT_EQ(ToKebab("firstDay"), "first-day");
  EXPECT_EQ(ToKebab("BatchWriteEvents"), "batch-write-events");
  EXPECT_EQ(ToKebab("ACTIVITY_FORM_TALK"), "activity-form-talk");
  EXPECT_EQ(ToKebab("CULTURE-DAYS"), "culture-days");
  EXPECT_EQ(ToKebab("period.timed.start"), "period.timed.start");
}

TEST(Singular, KnowsThePluralsOfTheContract) {
  EXPECT_EQ(Singular("bookings"), "booking");
  EXPECT_EQ(Singular("countries"), "country");
  EXPECT_EQ(Singular("external-ids"), "external-id");
  EXPECT_EQ(Singular("address"), "address");
  EXPECT_EQ(Singular("title"), "title");
}

TEST(Brief, EndsAtAColonToo) {
  EXPECT_EQ(Brief("What it is called: BCP 47 tag to text. At least one."), "What it is called.");
  EXPECT_EQ(Brief("Who may see it. Such as: nobody."), "Who may see it.");
}

TEST(FirstSentence, EndsAtTheFirstFullStop) {
  EXPECT_EQ(FirstSentence("Who may see it. Unset means public."), "Who may see it.");
  EXPECT_EQ(FirstSentence("Such as 2.5 of them"), "Such as 2.5 of them");
  EXPECT_EQ(FirstSentence("One paragraph\n\nAnother."), "One paragraph");
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(DisplayWidth("hall"), 4);
  EXPECT_EQ(DisplayWidth("Ұлттық"), 6);
  EXPECT_EQ(DisplayWidth("文化"), 4);
  EXPECT_EQ(DisplayWidth("o\xcc\x88"), 1);  // o with a combining diaeresis
}

TEST(DisplayWidth, TakesWhatIsNotUtf8AsItComes) { EXPECT_EQ(DisplayWidth("\xf0"), 1); }

TEST(PadToWidth, AlignsByColumns) {
  EXPECT_EQ(PadToWidth("文化", 6), "文化  ");
  EXPECT_EQ(PadToWidth("hall", 2), "hall");
}

TEST(CutToWidth, EndsWithAnEllipsis) {
  EXPECT_EQ(CutToWidth("concert", 7), "concert");
  EXPECT_EQ(CutToWidth("concerts", 7), "concer…");
  EXPECT_EQ(CutToWidth("文化文化", 4), "文…");
}

TEST(IsUtf8, RefusesBrokenBytes) {
  EXPECT_TRUE(IsUtf8("Зал 文"));
  EXPECT_TRUE(IsUtf8(absl::string_view("a\0b", 3)));
  EXPECT_FALSE(IsUtf8("a\xff"));
  EXPECT_FALSE(IsUtf8("\xd0"));
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80"));  // half of a surrogate pair
}

TEST(Printable, TakesTheReinsFromTerminals) {
  EXPECT_EQ(Printable("a\033[31m\nЗал\x7f\xc2\x9b"), "a [31m Зал  ");
}

TEST(Wrap, BreaksParagraphsIntoIndentedLines) {
  EXPECT_EQ(Wrap("one two three\n\nfour", 2, 9), "  one two\n  three\n\n  four\n");
}

TEST(Wrap, KeepsAWordThatIsTooLong) { EXPECT_EQ(Wrap("a longword b", 0, 4), "a\nlongword\nb\n"); }

}  // namespace
}  // namespace taqvim::cli
