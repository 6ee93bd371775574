#include "client/web/http/request_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

using State = RequestReader::State;

// The text with `|` in place of each line end.
std::string Wire(absl::string_view text) { return absl::StrReplaceAll(text, {{"|", "\r\n"}}); }

// What becomes of the bytes, cut into pieces: the requests, and the refusal if there is one.
std::string Outcome(absl::string_view bytes, const std::vector<size_t>& cuts,
                    const HttpLimits& limits = {}) {
  RequestReader reader(limits);
  std::string told;
  size_t begin = 0;
  for (size_t i = 0; i <= cuts.size(); ++i) {
    const size_t end = i < cuts.size() ? cuts[i] : bytes.size();
    absl::string_view piece = bytes.substr(begin, end - begin);
    begin = end;
    while (!piece.empty()) {
      piece.remove_prefix(reader.Take(piece));
      if (reader.state() == State::kRefused) return absl::StrCat(told, reader.refusal().status);
      if (reader.state() != State::kDone) continue;
      const Request request = reader.Next();
      absl::StrAppend(&told, request.is_head ? "HEAD" : request.method, " ", request.path, " ",
                      request.headers.size(), " [", request.body, "]; ");
    }
  }
  if (reader.state() == State::kHead || reader.state() == State::kBody) told += "more";
  return told;
}

std::string Outcome(absl::string_view text) { return Outcome(Wire(text), {}); }

TEST(RequestReader, ReadsARequest) {
  const HttpLimits limits;
  RequestReader reader(limits);
  const std::string bytes =
      Wire("GET /a%20b?q=1 HTTP/1.1|Host: Taqvim.example:80|X-Empty:|accept:  text/html \t||");
  EXPECT_EQ(reader.Take(bytes), bytes.size());
  ASSERT_EQ(reader.state(), State::kDone);
  EXPECT_TRUE(reader.keep_alive());
  const Request request = reader.Next();
  EXPECT_EQ(request.method, "GET");
  EXPECT_FALSE(request.is_head);
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.Parameter("q"), "1");
  EXPECT_FALSE(request.Parameter("r").has_value());
  EXPECT_EQ(request.host, "taqvim.example:80");
  EXPECT_EQ(request.headers.Find("Accept"), "text/html");
  EXPECT_EQ(request.headers.Find("x-empty"), "");
  EXPECT_EQ(reader.state(), State::kIdle);
}

TEST(RequestReader, TakesHeadAsGet) {
  EXPECT_EQ(Outcome("HEAD / HTTP/1.1|Host: a||"), "HEAD / 1 []; ");
}

TEST(RequestReader, ReadsBodies) {
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Content-Length: 5||hello"), "POST / 2 [hello]; ");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Content-Length: 0||"), "POST / 2 []; ");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||5|hello|b;x=\"y\"| "
                    "chunked!||0||"),
            "POST / 2 [hello chunked!\r\n]; ");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: CHUNKED||0||"), "POST / 2 []; ");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Content-Length: 5||hell"), "more");
}

TEST(RequestReader, LeavesWhatIsOfTheNextRequest) {
  EXPECT_EQ(Outcome("POST /1 HTTP/1.1|Host: a|Content-Length: 1||xGET /2 HTTP/1.1|Host: a||"
                    "POST /3 HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|y|0||"
                    "|HEAD /4 HTTP/1.0||"),
            "POST /1 2 [x]; GET /2 1 []; POST /3 2 [y]; HEAD /4 0 []; ");
}

// A proxy looks at the head alone.
TEST(RequestReader, DropsTrailers) {
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|x|0|X-Forwarded-For: "
                    "192.0.2.1|Host: b||GET / HTTP/1.1|Host: a||"),
            "POST / 2 [x]; GET / 1 []; ");
}

TEST(RequestReader, RefusesWhatCanBeReadInTwoWays) {
  for (const char* text : {
           // Lengths.
           "POST / HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||",
           "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 5||0||",
           "POST / HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 5||hello",
           "POST / HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 6||hello",
           "POST / HTTP/1.1|Host: a|Content-Length: 5, 5||hello",
           "POST / HTTP/1.1|Host: a|Content-Length: +5||hello",
           "POST / HTTP/1.1|Host: a|Content-Length: -1||",
           "POST / HTTP/1.1|Host: a|Content-Length: 0x5||hello",
           "POST / HTTP/1.1|Host: a|Content-Length:||",
           "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||",
           "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
           "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||",
           // Lines.
           "GET / HTTP/1.1\nHost: a\n\n",
           "GET / HTTP/1.1|Host: a\nX: b||",
           "GET / HTTP/1.1|Host: a\rX: b||",
           "GET / HTTP/1.1|Host: a|X: b| c||",
           "GET / HTTP/1.1|Host: a|X: b|\tc||",
           "GET / HTTP/1.1| Host: a||",
           "GET / HTTP/1.1|Host : a||",
           "GET / HTTP/1.1|Host: a|X Y: b||",
           "GET / HTTP/1.1|Host: a|: b||",
           "GET / HTTP/1.1|Host: a|X||",
           "GET / HTTP/1.1|Host: a|X: b\x01||",
           "GET / HTTP/1.1|Host: a|Ñ: b||",
           "|| GET / HTTP/1.1|Host: a||",
           // Request lines and versions.
           "GET /|",
           "GET  / HTTP/1.1|Host: a||",
           "GET /  HTTP/1.1|Host: a||",
           "GET /a b HTTP/1.1|Host: a||",
           " GET / HTTP/1.1|Host: a||",
           "GET\t/ HTTP/1.1|Host: a||",
           "G(T / HTTP/1.1|Host: a||",
           "GET / HTTP/1.1 |Host: a||",
           "GET / http/1.1|Host: a||",
           "GET / HTTP/1.2|Host: a||",
           "GET / HTTP/2.0|Host: a||",
           "PRI * HTTP/2.0||SM||",
           "\x16\x03\x01\x02",
           // Hosts.
           "GET / HTTP/1.1||",
           "GET / HTTP/1.1|Host: a|Host: a||",
           "GET / HTTP/1.0|Host: a|Host: b||",
           "GET / HTTP/1.1|Host: a b||",
           "GET / HTTP/1.1|Host:||",
           "GET http://a/ HTTP/1.1||",
           // Targets.
           "GET /../a HTTP/1.1|Host: a||",
           "GET /a%2fb HTTP/1.1|Host: a||",
           "GET * HTTP/1.1|Host: a||",
           "CONNECT a:443 HTTP/1.1|Host: a||",
       }) {
    EXPECT_EQ(Outcome(text), "400") << text;
  }
  EXPECT_EQ(Outcome(Wire("GET /a") + std::string(1, '\0') + Wire(" HTTP/1.1|Host: a||"), {}),
            "400");
}

TEST(RequestReader, RefusesMalformedChunks) {
  for (const char* chunks :
       {"xyzw|", "5\nhello\n0\n\n", "1;a\nb|x|0||", "1|xy|0||", "-1|x|0||", "0x1|x|0||",
        "1 ;|x|0||", "1|x0||", "10000000000000000|x", "0|X : y||", "0|X\n||"}) {
    EXPECT_EQ(Outcome(absl::StrCat("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||", chunks)),
              "400")
        << chunks;
  }
}

TEST(RequestReader, RefusesCodingsAndExpectationsThatItDoesNotKnow) {
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||"), "501");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||"), "501");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||"), "501");
  EXPECT_EQ(Outcome("POST / HTTP/1.1|Host: a|Expect: 200-ok|Content-Length: 1||"), "417");
}

TEST(RequestReader, SaysWhenTheCallerWaitsToSendItsBody) {
  const HttpLimits limits;
  RequestReader reader(limits);
  reader.Take(Wire("POST / HTTP/1.1|Host: a|Expect: 100-Continue|Content-Length: 2||"));
  EXPECT_TRUE(reader.expects_continue());
  reader.Take("x");
  EXPECT_FALSE(reader.expects_continue());
  reader.Take("y");
  EXPECT_EQ(reader.Next().body, "xy");
}

TEST(RequestReader, HoldsToItsLimits) {
  const HttpLimits limits = {
      .head_bytes = 200, .header_lines = 3, .target_bytes = 20, .body_bytes = 10};
  const auto status = [&](absl::string_view text) { return Outcome(Wire(text), {}, limits); };
  EXPECT_EQ(status(absl::StrCat("GET /", std::string(19, 'a'), " HTTP/1.1|Host: a||")),
            absl::StrCat("GET /", std::string(19, 'a'), " 1 []; "));
  EXPECT_EQ(status(absl::StrCat("GET /", std::string(20, 'a'), " HTTP/1.1|Host: a||")), "414");
  // Before it has ended.
  EXPECT_EQ(status(absl::StrCat("GET /", std::string(80, 'a'))), "414");
  EXPECT_EQ(status("GET / HTTP/1.1|Host: a|A: 1|B: 2||"), "GET / 3 []; ");
  EXPECT_EQ(status("GET / HTTP/1.1|Host: a|A: 1|B: 2|C: 3||"), "431");
  EXPECT_EQ(status(absl::StrCat("GET / HTTP/1.1|Host: a|A: ", std::string(200, 'a'))), "431");
  EXPECT_EQ(status("POST / HTTP/1.1|Host: a|Content-Length: 10||0123456789"),
            "POST / 2 [0123456789]; ");
  // Before any of it has come.
  EXPECT_EQ(status("POST / HTTP/1.1|Host: a|Content-Length: 11||"), "413");
  EXPECT_EQ(status("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||a|0123456789|1|"), "413");
}

TEST(RequestReader, TakesNoMoreOfChunksThanTheirBodyNeeds) {
  std::string bytes = Wire("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||");
  for (int i = 0; i < 100; ++i) bytes += "1;" + std::string(300, 'x') + "\r\ny\r\n";
  EXPECT_EQ(Outcome(bytes, {}), "400");
  // A line of a chunk that does not end is not kept.
  const std::string endless =
      Wire("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1;") + std::string(20'000, 'x');
  EXPECT_EQ(Outcome(endless, {}), "400");
  std::string small = Wire("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||");
  for (int i = 0; i < 10'000; ++i) small += "1\r\ny\r\n";
  EXPECT_EQ(Outcome(small + "0\r\n\r\n", {}),
            absl::StrCat("POST / 2 [", std::string(10'000, 'y'), "]; "));
}

// The same comes of bytes however they are cut, each byte for itself among others.
TEST(RequestReader, CutsMakeNoDifference) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (const char* text : {
           "POST /1 HTTP/1.1|Host: a|Content-Length: 3||xyzGET /2 HTTP/1.1|Host: a||",
           "|POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||3;a=b|xyz|0||GET / HTTP/1.0||",
           "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0|X: y||GET / HTTP/1.0||",
           "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0||GET / HTTP/1.0||",
           "GET /a HTTP/1.1|Host: a|Host: b||",
           "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||3|xyzz",
           "GET / HTTP/1.1|Host: a\nb||",
       }) {
    const std::string bytes = Wire(text);
    const std::string whole = Outcome(bytes, {});
    std::vector<size_t> each;
    for (size_t i = 1; i < bytes.size(); ++i) each.push_back(i);
    EXPECT_EQ(Outcome(bytes, each), whole) << text;
    for (int i = 0; i < 200; ++i) {
      std::vector<size_t> cuts;
      for (const size_t cut : each) {
        if (random() % 8 == 0) cuts.push_back(cut);
      }
      ASSERT_EQ(Outcome(bytes, cuts), whole) << text;
    }
  }
}

TEST(RequestReader, KnowsWhoGoesOn) {
  const auto goes_on = [](absl::string_view text) {
    const HttpLimits limits;
    RequestReader reader(limits);
    reader.Take(Wire(text));
    EXPECT_EQ(reader.state(), State::kDone) << text;
    return reader.keep_alive();
  };
  EXPECT_TRUE(goes_on("GET / HTTP/1.1|Host: a||"));
  EXPECT_FALSE(goes_on("GET / HTTP/1.1|Host: a|Connection: close||"));
  EXPECT_FALSE(goes_on("GET / HTTP/1.1|Host: a|Connection: x, Close||"));
  EXPECT_FALSE(goes_on("GET / HTTP/1.0||"));
  EXPECT_TRUE(goes_on("GET / HTTP/1.0|Connection: Keep-Alive||"));
}

}  // namespace
}  // namespace taqvim::web
