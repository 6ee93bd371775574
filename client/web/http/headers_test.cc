#include "client/web/http/headers.h"

#include <gtest/gtest.h>

#include <string>

namespace taqvim::web {
namespace {

TEST(Headers, AreFoundWithoutRegardToCase) {
  const Headers headers = {{"If-None-Match", "\"a\""}, {"Accept", "text/html"}};
  EXPECT_EQ(headers.Find("if-none-match"), "\"a\"");
  EXPECT_EQ(headers.Find("IF-NONE-MATCH"), "\"a\"");
  EXPECT_FALSE(headers.Find("If-None").has_value());
  EXPECT_TRUE(headers.Has("accept"));
}

TEST(Headers, ShowThoseThatComeTwice) {
  Headers headers = {{"Host", "a"}, {"Via", "1"}, {"host", "b"}};
  EXPECT_EQ(headers.Count("Host"), 2);
  EXPECT_EQ(headers.List("HOST"), "a, b");
  EXPECT_EQ(headers.List("Absent"), "");
  headers.Set("Host", "c");
  EXPECT_EQ(headers.List("Host"), "c");
  EXPECT_EQ(headers.size(), 2U);
}

TEST(Headers, AreTakenAway) {
  Headers headers = {{"A", "1"}, {"B", "2"}, {"a", "3"}};
  headers.Remove("A");
  EXPECT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.begin()->first, "B");
}

TEST(IsToken, TakesWhatNamesAreMadeOf) {
  EXPECT_TRUE(IsToken("X-Forwarded-For"));
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~09azAZ"));
  for (const char* text : {"", "a b", "a:", "a\t", "é", "(a)", "a,b", "a/b", "\"a\""}) {
    EXPECT_FALSE(IsToken(text)) << text;
  }
}

TEST(IsFieldValue, KeepsLinesTogether) {
  EXPECT_TRUE(IsFieldValue("attachment; filename=\"Опера.ics\"\t"));
  EXPECT_FALSE(IsFieldValue("a\r\nSet-Cookie: b"));
  EXPECT_FALSE(IsFieldValue("a\nb"));
  EXPECT_FALSE(IsFieldValue(absl::string_view("a\0b", 3)));
  EXPECT_FALSE(IsFieldValue("a\x7f"));
}

TEST(StandingHeaders, AreFieldsAndAllowNothing) {
  for (const auto& [name, value] : StandingHeaders()) {
    EXPECT_TRUE(IsToken(name));
    EXPECT_TRUE(IsFieldValue(value));
  }
  EXPECT_EQ(StandingHeaders().Find("Content-Security-Policy")->substr(0, 18), "default-src 'none'");
  EXPECT_EQ(StandingHeaders().Find("Referrer-Policy"), "no-referrer");
}

}  // namespace
}  // namespace taqvim::web
