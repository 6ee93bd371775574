#include "client/web/http/conditional.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/time/civil_time.h"

namespace taqvim::web {
namespace {

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 11, 30, 12, 0, 0), absl::UTCTimeZone());
// Of the examples of RFC 9110, 5.6.7.
const absl::Time kExample =
    absl::FromCivil(absl::CivilSecond(1994, 11, 6, 8, 49, 37), absl::UTCTimeZone());

TEST(StrongEtag, IsOfTheBytes) {
  EXPECT_EQ(StrongEtag("a"), StrongEtag("a"));
  EXPECT_NE(StrongEtag("a"), StrongEtag("b"));
  EXPECT_NE(StrongEtag(""), StrongEtag(absl::string_view("\0", 1)));
  // The first half of the SHA-256 of "abc" (FIPS 180-2, B.1), ba7816bf...414140de.
  EXPECT_EQ(StrongEtag("abc"), "\"ungWv48Bz-pBQUDeXa4iIw\"");
}

TEST(HttpDate, IsReadInAllThreeForms) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994", kNow), kExample);
  EXPECT_EQ(FormatHttpDate(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, OfTwoDigitsIsAtMostFiftyYearsAhead) {
  const auto year = [](const char* text) {
    return absl::ToCivilYear(*ParseHttpDate(text, kNow), absl::UTCTimeZone()).year();
  };
  EXPECT_EQ(year("Monday, 30-Nov-26 12:00:00 GMT"), 2026);
  EXPECT_EQ(year("Monday, 30-Nov-76 12:00:00 GMT"), 2076);
  EXPECT_EQ(year("Wednesday, 30-Nov-77 12:00:00 GMT"), 1977);
  EXPECT_EQ(year("Saturday, 01-Jan-00 00:00:00 GMT"), 2000);
}

TEST(HttpDate, IsNothingElse) {
  for (const char* text : {"", "GMT", "now", "2026-11-30T12:00:00Z", "Sun, 06 Nov 1994 08:49:37",
                           "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                           "Sunday, 06-Nov-9 08:49:37 GMT", "784111777", ",GMT", "-GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow).has_value()) << text;
  }
}

// RFC 9110, 13.1.2, and the comparison of 8.8.3.2.
TEST(HasEtag, ReadsLists) {
  EXPECT_TRUE(HasEtag("\"xyzzy\"", "\"xyzzy\""));
  EXPECT_TRUE(HasEtag("W/\"xyzzy\"", "\"xyzzy\""));
  EXPECT_TRUE(HasEtag("\"xyzzy\"", "W/\"xyzzy\""));
  EXPECT_TRUE(HasEtag("\"xyzzy\", \"r2d2xxxx\", \"c3piozzzz\"", "\"c3piozzzz\""));
  EXPECT_TRUE(HasEtag("W/\"xyzzy\", W/\"r2d2xxxx\",W/\"c3piozzzz\"", "\"r2d2xxxx\""));
  EXPECT_TRUE(HasEtag(" , ,\"a\" ,, \"b,c\"", "\"b,c\""));
  EXPECT_TRUE(HasEtag(" * ", "\"anything\""));
  EXPECT_FALSE(HasEtag("\"xyzzy\"", "\"XYZZY\""));
  EXPECT_FALSE(HasEtag("\"b,c\"", "\"b\""));
  EXPECT_FALSE(HasEtag("", "\"a\""));
  EXPECT_FALSE(HasEtag("\"a\"", ""));
}

TEST(HasEtag, StopsAtWhatIsNoList) {
  EXPECT_FALSE(HasEtag("xyzzy", "\"xyzzy\""));
  EXPECT_FALSE(HasEtag("\"xyzzy", "\"xyzzy\""));
  EXPECT_FALSE(HasEtag("w/\"xyzzy\"", "\"xyzzy\""));
  EXPECT_FALSE(HasEtag("\"a\" \"b\"", "\"b\""));
  EXPECT_FALSE(HasEtag("*, \"a\"", "\"a\""));
}

Response Feed() {
  Response response;
  response.headers = {{"Content-Type", "text/calendar"},
                      {"ETag", "\"v2\""},
                      {"Last-Modified", "Mon, 30 Nov 2026 11:00:00 GMT"},
                      {"Cache-Control", "public, max-age=300"},
                      {"Content-Language", "az"}};
  response.body = MakeBytes("BEGIN:VCALENDAR");
  return response;
}

int Status(Headers headers, const std::string& method = "GET", int status = 200) {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  Response response = Feed();
  response.status = status;
  return Conditional(request, std::move(response), kNow).status;
}

TEST(Conditional, HoldsTheTagAgainstTheRequest) {
  EXPECT_EQ(Status({}), 200);
  EXPECT_EQ(Status({{"If-None-Match", "\"v2\""}}), 304);
  EXPECT_EQ(Status({{"If-None-Match", "\"v1\""}}), 200);
  EXPECT_EQ(Status({{"If-None-Match", "*"}}), 304);
  // A list in two fields is one list.
  EXPECT_EQ(Status({{"If-None-Match", "\"v1\""}, {"if-none-match", "W/\"v2\""}}), 304);
}

// netbox-notices#67: clients got 304 for ever, as dates were compared as texts.
TEST(Conditional, HoldsDatesAgainstEachOtherAsInstants) {
  EXPECT_EQ(Status({{"If-Modified-Since", "Mon, 30 Nov 2026 11:00:00 GMT"}}), 304);
  EXPECT_EQ(Status({{"If-Modified-Since", "Monday, 30-Nov-26 11:00:00 GMT"}}), 304);
  EXPECT_EQ(Status({{"If-Modified-Since", "Mon Nov 30 11:00:00 2026"}}), 304);
  EXPECT_EQ(Status({{"If-Modified-Since", "Mon, 30 Nov 2026 10:59:59 GMT"}}), 200);
  // As a text it is greater.
  EXPECT_EQ(Status({{"If-Modified-Since", "Wed, 25 Nov 2026 11:00:00 GMT"}}), 200);
  EXPECT_EQ(Status({{"If-Modified-Since", "Mon, 30 Nov 2026 11:59:59 GMT"}}), 304);
}

TEST(Conditional, PassesOverDatesThatSayNothing) {
  EXPECT_EQ(Status({{"If-Modified-Since", "yesterday"}}), 200);
  EXPECT_EQ(Status({{"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}}), 200);
  EXPECT_EQ(Status({{"If-Modified-Since", "Mon, 30 Nov 2026 11:00:00 GMT"},
                    {"If-Modified-Since", "Mon, 30 Nov 2026 11:00:00 GMT"}}),
            200);
}

// RFC 9110, 13.2.2: where there are tags the date is not looked at.
TEST(Conditional, AsksTheTagBeforeTheDate) {
  EXPECT_EQ(
      Status({{"If-None-Match", "\"v1\""}, {"If-Modified-Since", "Mon, 30 Nov 2026 11:30:00 GMT"}}),
      200);
  EXPECT_EQ(
      Status({{"If-None-Match", "\"v2\""}, {"If-Modified-Since", "Mon, 30 Nov 2020 11:00:00 GMT"}}),
      304);
}

TEST(Conditional, IsForWhatWouldBeShown) {
  EXPECT_EQ(Status({{"If-None-Match", "\"v2\""}}, "POST"), 200);
  EXPECT_EQ(Status({{"If-None-Match", "*"}}, "GET", 404), 404);
  EXPECT_EQ(Status({{"If-None-Match", "*"}}, "GET", 503), 503);
}

TEST(Conditional, RepeatsWhatCachesNeed) {
  Request request;
  request.method = "GET";
  request.headers = {{"If-None-Match", "\"v2\""}};
  const Response response = Conditional(request, Feed(), kNow);
  EXPECT_EQ(response.headers.Find("ETag"), "\"v2\"");
  EXPECT_EQ(response.headers.Find("Last-Modified"), "Mon, 30 Nov 2026 11:00:00 GMT");
  EXPECT_EQ(response.headers.Find("Cache-Control"), "public, max-age=300");
  EXPECT_FALSE(response.headers.Has("Content-Type"));
  EXPECT_FALSE(response.headers.Has("Content-Language"));
  EXPECT_EQ(response.body, nullptr);
}

}  // namespace
}  // namespace taqvim::web
