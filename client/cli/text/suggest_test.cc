#include "client/cli/text/suggest.h"

#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

const std::vector<std::string> kFlags = {"title", "theme", "time-zone", "first-day", "last-day"};

TEST(Nearest, ForgivesASlip) {
  EXPECT_EQ(Nearest("titel", kFlags), "title");
  EXPECT_EQ(Nearest("titl", kFlags), "title");
  EXPECT_EQ(Nearest("fristday", kFlags), "first-day");
}

TEST(Nearest, CompletesABeginning) { EXPECT_EQ(Nearest("first", kFlags), "first-day"); }

TEST(Nearest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(Nearest("bookings", kFlags), "");
  EXPECT_EQ(Nearest("x", kFlags), "");
  EXPECT_EQ(Nearest("title", {}), "");
}

TEST(DidYouMean, EndsTheSentence) {
  EXPECT_EQ(DidYouMean("titel", kFlags, "--"), "; did you mean \"--title\"?");
  EXPECT_EQ(DidYouMean("bookings", kFlags), ".");
}

TEST(Nearest, IsTheNearestOfSeveralAndTheFirstOfThoseThatAreAsNear) {
  EXPECT_EQ(Nearest("hal", {"hail", "hall", "halls"}), "hail");
  EXPECT_EQ(Nearest("halls", {"hall", "halls"}), "halls");
}

TEST(Nearest, TakesTwoLettersForNoBeginning) {
  EXPECT_EQ(Nearest("ti", {"timezone"}), "");
  EXPECT_EQ(Nearest("tim", {"timezone"}), "timezone");
}

TEST(Nearest, ForgivesOneOfThree) {
  EXPECT_EQ(Nearest("abcdef", {"abcdxy"}), "abcdxy");
  EXPECT_EQ(Nearest("abcde", {"abcxy"}), "");
  EXPECT_EQ(Nearest("ab", {"ba"}), "ba");
  EXPECT_EQ(Nearest("a", {"b"}), "");
}

}  // namespace
}  // namespace taqvim::cli
