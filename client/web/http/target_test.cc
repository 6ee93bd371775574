#include "client/web/http/target.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::string PathOf(absl::string_view target) {
  const auto parsed = ParseTarget(target);
  return parsed.ok() ? parsed->path : "refused";
}

TEST(ParseTarget, DecodesPathsOnce) {
  EXPECT_EQ(PathOf("/"), "/");
  EXPECT_EQ(PathOf("/calendar/venues/astana-library.ics"), "/calendar/venues/astana-library.ics");
  EXPECT_EQ(PathOf("/%D0%97%D0%B0%D0%BB/a%20b+c"), "/Зал/a b+c");
  EXPECT_EQ(PathOf("/a%2541"), "/a%41");
  EXPECT_EQ(PathOf("/venues/"), "/venues/");
  EXPECT_EQ(PathOf("/taqvim.v1.EventService/GetEvent"), "/taqvim.v1.EventService/GetEvent");
}

TEST(ParseTarget, RefusesPathsThatLeadElsewhere) {
  for (const char* target : {"/..",
                             "/../etc/passwd",
                             "/a/../b",
                             "/a/./b",
                             "/.",
                             "/%2e%2e/b",
                             "/a/%2E",
                             "/.%2e/",
                             "/a%2fb",
                             "/a%2Fb",
                             "/a%5cb",
                             "/a\\b",
                             "//evil.example",
                             "/a//b",
                             "/a%00b",
                             "/a%0ab",
                             "/a%7f",
                             "/%ff",
                             "/%c0%af",
                             "/%ed%a0%80",
                             "/%f5%80%80%80",
                             "/%d0"}) {
    EXPECT_EQ(PathOf(target), "refused") << target;
  }
}

TEST(ParseTarget, RefusesWhatIsNoTarget) {
  for (const char* target :
       {"", "*", "a", "venues.example:443", "/a%", "/a%4", "/a%4g", "/a b", "/a#b", "/<a>", "/\"",
        "/Зал", "?a", "ftp://a/b", "http:///a", "http://user@a/", "http://a b/"}) {
    EXPECT_EQ(PathOf(target), "refused") << target;
  }
}

TEST(ParseTarget, TakesParametersInTheirOrder) {
  const auto parsed = ParseTarget("/search?q=%D0%9D%D0%B0%D1%83+%2B&day=2026-03-21&q=&flag&=x&&");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->query,
            (Query{{"q", "Нау +"}, {"day", "2026-03-21"}, {"q", ""}, {"flag", ""}, {"", "x"}}));
  EXPECT_TRUE(ParseTarget("/a?b=/../c").ok());
  EXPECT_EQ(ParseTarget("/a?b=c?d=e")->query, (Query{{"b", "c?d=e"}}));
  EXPECT_TRUE(ParseTarget("/a?")->query.empty());
}

TEST(ParseTarget, RefusesParametersThatAreNoText) {
  for (const char* query : {"a=%", "a=%zz", "%0=b", "a=%00", "a=%ff"}) {
    EXPECT_FALSE(ParseTarget(absl::StrCat("/?", query)).ok()) << query;
  }
  std::string many = "/?a";
  for (size_t i = 1; i < kMostParameters; ++i) many += "&a";
  EXPECT_TRUE(ParseTarget(many).ok());
  EXPECT_FALSE(ParseTarget(many + "&a").ok());
}

TEST(ParseTarget, TakesWholeAddresses) {
  const auto parsed = ParseTarget("http://Taqvim.example:8080/a?b=c");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->host, "Taqvim.example:8080");
  EXPECT_EQ(parsed->path, "/a");
  EXPECT_EQ(ParseTarget("https://a.example")->path, "/");
  EXPECT_EQ(ParseTarget("http://a.example?q=1")->query, (Query{{"q", "1"}}));
  EXPECT_FALSE(ParseTarget("http://a.example/../b").ok());
}

TEST(IsHost, TakesNamesAndAddresses) {
  for (const char* host : {"a", "taqvim.example", "taqvim.example:80", "192.0.2.7:8080", "[::1]",
                           "[2001:db8::1]:443", "xn--80a.example", "a:"}) {
    EXPECT_TRUE(IsHost(host)) << host;
  }
  for (const char* host : {"", ":80", "a b", "a/b", "a@b", "[::1", "[]", "[g::]", "::1", "a:b",
                           "a:123456", "[::1]x", "a,b", "Зал", "a\"b"}) {
    EXPECT_FALSE(IsHost(host)) << host;
  }
}

}  // namespace
}  // namespace taqvim::web
