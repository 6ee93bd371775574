#include "client/web/relay/session_cookie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::optional<std::string> SecretIn(std::initializer_list<std::string> cookies, bool is_secure) {
  Request request;
  for (const std::string& cookie : cookies) request.headers.Add("Cookie", cookie);
  return SessionCookie(is_secure).SecretOf(request);
}

TEST(SessionCookie, IsFoundAmongOthers) {
  EXPECT_EQ(SecretIn({"a=b; __Host-taqvim=taqvim_x-1; c=\"d\""}, true), "taqvim_x-1");
  EXPECT_EQ(SecretIn({"a=b", "__Host-taqvim=taqvim_x"}, true), "taqvim_x");
  EXPECT_EQ(SecretIn({"taqvim=taqvim_x"}, false), "taqvim_x");
  EXPECT_EQ(SecretIn({"taqvim=x; taqvim=x"}, false), "x");
}

// What a page in plain text, or another host of the domain, may have set is not looked at.
TEST(SessionCookie, OfASecureSiteIsTheOneThatOnlyItCanSet) {
  EXPECT_EQ(SecretIn({"taqvim=x"}, true), std::nullopt);
  EXPECT_EQ(SecretIn({"__host-taqvim=x"}, true), std::nullopt);
}

TEST(SessionCookie, IsNoneWhereItIsNoSecret) {
  for (const char* cookie : {"", "taqvim", "taqvim=", "taqvim=a b", "taqvim=a,b", "taqvim=\"x\"",
                             "taqvim=a\tb", "nottaqvim=x", "taqvim=x; taqvim=y"}) {
    EXPECT_EQ(SecretIn({cookie}, false), std::nullopt) << cookie;
  }
  EXPECT_EQ(SecretIn({"taqvim=" + std::string(201, 'x')}, false), std::nullopt);
  EXPECT_EQ(SecretIn({}, false), std::nullopt);
}

TEST(SessionCookie, IsForNoScriptAndNoOtherSite) {
  const std::string secure = SessionCookie(true).Set("taqvim_x");
  EXPECT_EQ(secure,
            "__Host-taqvim=taqvim_x; Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict; Secure");
  EXPECT_THAT(SessionCookie(false).Set("x"), Not(HasSubstr("Secure")));
  EXPECT_THAT(SessionCookie(true).Clear(), HasSubstr("__Host-taqvim=; Path=/; Max-Age=0; "));
  EXPECT_THAT(SessionCookie(true).Clear(), HasSubstr("; Secure"));
}

}  // namespace
}  // namespace taqvim::web
