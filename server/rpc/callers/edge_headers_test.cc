#include "server/rpc/callers/edge_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "server/rpc/listening/listen.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using Headers = std::vector<std::pair<std::string, std::string>>;

Metadata Of(const Headers& headers) {
  Metadata metadata;
  for (const auto& [name, value] : headers) metadata.emplace(name, value);
  return metadata;
}

Headers With(Headers headers, const Headers& more) {
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

std::string Refusal(const Headers& headers) {
  const auto word = ReadEdgeHeaders(Of(headers));
  EXPECT_EQ(word.status().code(), absl::StatusCode::kUnauthenticated);
  return std::string(word.status().message());
}

const Headers kNobody = {{"x-client-address", "203.0.113.7"}, {"x-client-verify", "NONE"}};
const Headers kSomebody = {{"x-client-address", "203.0.113.7"},
                           {"x-client-cert", "-----BEGIN%20X-----%0Aa%2Bb%2f%3D%0A"},
                           {"x-client-verify", "SUCCESS"}};

TEST(EdgeHeaders, SayWhoseKeyWasProvedAndFromWhere) {
  const auto somebody = ReadEdgeHeaders(Of(kSomebody));
  ASSERT_TRUE(somebody.ok()) << somebody.status();
  EXPECT_EQ(somebody->certificate, "-----BEGIN X-----\na+b/=\n");
  EXPECT_EQ(somebody->address, "203.0.113.7");
  const auto nobody = ReadEdgeHeaders(Of(With(kNobody, {{"authorization", "Bearer x"}})));
  ASSERT_TRUE(nobody.ok()) << nobody.status();
  EXPECT_EQ(nobody->certificate, "");
}

TEST(EdgeHeaders, CountOnlyWhenThereIsExactlyOneOfEach) {
  EXPECT_THAT(Refusal({}), HasSubstr("x-client-address"));
  EXPECT_THAT(Refusal(With(kNobody, {{"x-client-address", "203.0.113.7"}})),
              HasSubstr("x-client-address"));
  EXPECT_THAT(Refusal({{"x-client-address", "203.0.113.7"}}), HasSubstr("x-client-verify"));
  EXPECT_THAT(Refusal(With(kSomebody, {{"x-client-verify", "SUCCESS"}})),
              HasSubstr("x-client-verify"));
  EXPECT_THAT(Refusal(With(kSomebody, {{"x-client-cert", "another"}})),
              HasSubstr("more than one certificate"));
  EXPECT_THAT(Refusal(With(kSomebody, {{"x-client-cert-bin", "more"}})),
              HasSubstr("x-client-cert-bin"));
}

TEST(EdgeHeaders, CountOnlyWhenTheyGoTogether) {
  for (const char* verify : {"NONE", "FAILED:expired", "", "success"}) {
    EXPECT_THAT(Refusal({{"x-client-address", "203.0.113.7"},
                         {"x-client-cert", "a"},
                         {"x-client-verify", verify}}),
                HasSubstr("only SUCCESS"))
        << verify;
  }
  for (const char* verify : {"SUCCESS", "FAILED:expired", ""}) {
    EXPECT_THAT(Refusal({{"x-client-address", "203.0.113.7"}, {"x-client-verify", verify}}),
                HasSubstr("no certificate"))
        << verify;
  }
}

TEST(EdgeHeaders, WithWhatIsNoPercentEncodedTextOrNoAddressAreRefused) {
  for (const char* certificate : {"%", "%4", "%zz", "a%2", ""}) {
    EXPECT_THAT(Refusal({{"x-client-address", "::1"},
                         {"x-client-cert", certificate},
                         {"x-client-verify", "SUCCESS"}}),
                HasSubstr("percent-encoded"))
        << certificate;
  }
  for (const char* address : {"", "unix:", "localhost", "203.0.113.7:80", "203.0.113"}) {
    EXPECT_THAT(Refusal({{"x-client-address", address}, {"x-client-verify", "NONE"}}),
                HasSubstr("IP address"))
        << address;
  }
}

TEST(EdgeHeaders, AreFoundAmongOthersWithNamesLikeTheirs) {
  EXPECT_FALSE(HasEdgeHeaders(Of({})));
  EXPECT_FALSE(HasEdgeHeaders(Of({{"x-client", "a"}, {"x-client-version", "1"}, {"y", ""}})));
  for (const char* name :
       {"x-client-address", "x-client-cert", "x-client-cert-bin", "x-client-verify"}) {
    EXPECT_TRUE(HasEdgeHeaders(Of({{"x-client-a", "a"}, {name, ""}, {"x-client-z", "z"}}))) << name;
  }
}

TEST(EdgeHeaders, TellAddressesInOneWayAndNetworksByTheirHolders) {
  const auto told = [](const char* address) {
    return ReadEdgeAddress(Of({{"x-client-address", address}}));
  };
  EXPECT_EQ(told("2001:DB8:0:0::7"), "2001:db8::7");
  EXPECT_EQ(told("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(NetworkOf(ToPeer("203.0.113.7")), "203.0.113.7");
  EXPECT_EQ(NetworkOf(ToPeer("2001:db8:0:1:2:3:4:5")), "2001:db8:0:1::");
  EXPECT_EQ(NetworkOf(ToPeer("")), "");
}

}  // namespace
}  // namespace taqvim::rpc
