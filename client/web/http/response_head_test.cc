#include "client/web/http/response_head.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "client/web/http/response.h"

namespace taqvim::web {
namespace {

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 11, 30, 9, 8, 7), absl::UTCTimeZone());

TEST(ResponseHead, SaysAll) {
  EXPECT_EQ(ResponseHead(200, {{"Content-Type", "text/html"}}, {.length = 5}, kNow),
            "HTTP/1.1 200 OK\r\n"
            "Date: Mon, 30 Nov 2026 09:08:07 GMT\r\n"
            "Content-Type: text/html\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "Cross-Origin-Opener-Policy: same-origin\r\n"
            "Content-Length: 5\r\n"
            "Connection: keep-alive\r\n"
            "\r\n");
}

TEST(ResponseHead, LetsAHandlerReplaceWhatStands) {
  const std::string head = ResponseHead(
      200, {{"content-security-policy", "default-src 'self'"}, {"Cross-Origin-Opener-Policy", ""}},
      {.chunked = true, .keep_alive = false}, kNow);
  EXPECT_EQ(head.find("Content-Security-Policy"), head.npos);
  EXPECT_NE(head.find("content-security-policy: default-src 'self'\r\n"), head.npos);
  EXPECT_EQ(head.find("Cross-Origin-Opener-Policy"), head.npos);
  EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), head.npos);
  EXPECT_EQ(head.find("Content-Length"), head.npos);
  EXPECT_NE(head.find("Connection: close\r\n"), head.npos);
}

TEST(AreFieldsOfResponse, RefusesWhatBreaksAHead) {
  EXPECT_TRUE(AreFieldsOfResponse({{"ETag", "\"a\""}, {"X-Empty", ""}}));
  EXPECT_FALSE(AreFieldsOfResponse({{"Location", "/a\r\nSet-Cookie: b"}}));
  EXPECT_FALSE(AreFieldsOfResponse({{"A B", "c"}}));
  EXPECT_FALSE(AreFieldsOfResponse({{"", "c"}}));
  EXPECT_FALSE(AreFieldsOfResponse({{"content-length", "3"}}));
  EXPECT_FALSE(AreFieldsOfResponse({{"Transfer-Encoding", "chunked"}}));
}

TEST(Response, SaysWhichMethodsAreAllowed) {
  const Response response = MethodNotAllowed({"GET", "POST"});
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.Find("Allow"), "GET, HEAD, POST");
}

TEST(Response, SaysWhenToComeAgain) {
  EXPECT_EQ(TryLater(503, "", absl::Milliseconds(1)).headers.Find("Retry-After"), "1");
  EXPECT_EQ(TryLater(503, "", absl::ZeroDuration()).headers.Find("Retry-After"), "1");
  EXPECT_EQ(TryLater(429, "", absl::Milliseconds(2001)).headers.Find("Retry-After"), "3");
}

TEST(ReasonPhrase, IsThatOfHttp) {
  EXPECT_EQ(ReasonPhrase(413), "Content Too Large");
  EXPECT_EQ(ReasonPhrase(299), "Unknown");
}

}  // namespace
}  // namespace taqvim::web
