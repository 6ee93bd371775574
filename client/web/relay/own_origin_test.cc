#include "client/web/relay/own_origin.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

bool IsSent(absl::string_view site, const Headers& headers) {
  Request request;
  request.headers = headers;
  return OwnOrigin(site).Sent(request);
}

TEST(OwnOrigin, IsThePublicAddress) {
  for (const char* site : {"https://schedule.example", "https://Schedule.Example:443/",
                           "https://schedule.example/path"}) {
    EXPECT_TRUE(IsSent(site, {{"Origin", "https://schedule.example"}})) << site;
    for (const char* other : {"http://schedule.example", "https://schedule.example:444",
                              "https://schedule.example.evil.example", "https://evil.example",
                              "https://evil.example/https://schedule.example", "null", ""}) {
      EXPECT_FALSE(IsSent(site, {{"Origin", other}})) << site << " " << other;
    }
  }
}

TEST(OwnOrigin, OnLoopbackHasSeveralNames) {
  for (const char* site : {"http://127.0.0.1:8780", "http://localhost:8780", "http://[::1]:8780"}) {
    EXPECT_TRUE(OwnOrigin(site).takes_secrets());
    for (const char* same :
         {"http://127.0.0.1:8780", "http://localhost:8780", "http://[::1]:8780"}) {
      EXPECT_TRUE(IsSent(site, {{"Origin", same}})) << site << " " << same;
    }
    for (const char* other : {"http://localhost:8781", "http://localhost", "https://localhost:8780",
                              "http://127.evil.example:8780", "http://evil.example:8780"}) {
      EXPECT_FALSE(IsSent(site, {{"Origin", other}})) << site << " " << other;
    }
  }
}

TEST(OwnOrigin, MaySayNothingWhereNoPageSendsIt) {
  constexpr char kSite[] = "https://schedule.example";
  EXPECT_TRUE(IsSent(kSite, {}));
  EXPECT_TRUE(IsSent(kSite, {{"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_TRUE(IsSent(kSite, {{"Sec-Fetch-Site", "none"}}));
  EXPECT_FALSE(IsSent(kSite, {{"Sec-Fetch-Site", "same-site"}}));
  EXPECT_FALSE(IsSent(kSite, {{"Sec-Fetch-Site", "cross-site"}}));
}

TEST(OwnOrigin, IsSaidOnce) {
  EXPECT_FALSE(IsSent("https://schedule.example", {{"Origin", "https://schedule.example"},
                                                   {"Origin", "https://evil.example"}}));
}

TEST(OwnOrigin, TakesNoSecretsInPlainTextFromElsewhere) {
  EXPECT_TRUE(OwnOrigin("https://schedule.example").takes_secrets());
  EXPECT_TRUE(OwnOrigin("http://localhost").takes_secrets());
  EXPECT_FALSE(OwnOrigin("http://schedule.example").takes_secrets());
  EXPECT_FALSE(OwnOrigin("http://localhost.evil.example").takes_secrets());
  EXPECT_FALSE(OwnOrigin("http://localhosts:80").takes_secrets());
  EXPECT_FALSE(OwnOrigin("http://127.evil.example").takes_secrets());
}

}  // namespace
}  // namespace taqvim::web
