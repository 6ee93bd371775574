#include "server/rpc/callers/exposure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;

const TlsPaths kTls = {.certificate = "c", .key = "k", .client_ca = ""};

std::string ErrorOf(const std::string& address, const Exposure& exposure) {
  const absl::Status status = CheckExposure(ParseListenAddress(address).value(), exposure);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

bool IsAllowed(const std::string& address, const Exposure& exposure) {
  return CheckExposure(ParseListenAddress(address).value(), exposure).ok();
}

TEST(CheckExposure, KeepsPlainTextOnLoopbackUnlessItIsToldOtherwise) {
  for (const char* address : {"0.0.0.0:1", "[::]:1", "192.168.1.2:1"}) {
    EXPECT_THAT(ErrorOf(address, {}), HasSubstr("loopback only")) << address;
    EXPECT_TRUE(IsAllowed(address, {.plaintext_beyond_loopback = true})) << address;
    EXPECT_TRUE(IsAllowed(address, {.tls = kTls})) << address;
  }
  EXPECT_TRUE(IsAllowed("127.0.0.1:1", {}));
}

TEST(CheckExposure, KeepsAnonymousFromWritingBeyondLoopback) {
  for (const v1::Role role : {v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER, v1::ROLE_ADMIN}) {
    EXPECT_THAT(ErrorOf("0.0.0.0:1", {.tls = kTls, .anonymous_role = role}),
                HasSubstr("at most be a viewer"));
    EXPECT_THAT(ErrorOf("0.0.0.0:1", {.plaintext_beyond_loopback = true, .anonymous_role = role}),
                HasSubstr("--anonymous-role"));
    EXPECT_TRUE(IsAllowed("127.0.0.1:1", {.anonymous_role = role}));
  }
  EXPECT_TRUE(IsAllowed("0.0.0.0:1", {.tls = kTls, .anonymous_role = v1::ROLE_VIEWER}));
}

// To the server all that comes through an edge comes from this machine.
TEST(CheckExposure, TakesCallersThroughAnEdgeForOtherMachines) {
  for (const v1::Role role : {v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER, v1::ROLE_ADMIN}) {
    EXPECT_THAT(ErrorOf("127.0.0.1:1", {.anonymous_role = role, .edge_socket = "edge"}),
                HasSubstr("through an edge"));
  }
  for (const v1::Role role : {v1::ROLE_UNSPECIFIED, v1::ROLE_VIEWER}) {
    EXPECT_TRUE(IsAllowed("127.0.0.1:1", {.anonymous_role = role, .edge_socket = "edge"}));
  }
}

// Whoever may come by an edge that asks for certificates would come beside it.
TEST(CheckExposure, AsksForCertificatesOnlyWhereTheyCanBeShown) {
  Exposure exposure{.tls = {.client_ca = "a"},
                    .require_client_certificate = true,
                    .plaintext_beyond_loopback = true,
                    .edge_socket = "edge"};
  EXPECT_THAT(ErrorOf("0.0.0.0:1", exposure), HasSubstr("keeps nobody out at 0.0.0.0:1"));
  EXPECT_TRUE(IsAllowed("127.0.0.1:1", exposure));
  exposure.tls = {.certificate = "c", .key = "k", .client_ca = "a"};
  EXPECT_TRUE(IsAllowed("0.0.0.0:1", exposure));
}

TEST(CheckExposure, AsksForWhatBelongsTogether) {
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.tls = {.certificate = "c"}}), HasSubstr("--tls-key"));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.tls = {.key = "k"}}), HasSubstr("--tls-certificate"));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.tls = {.client_ca = "a"}}), HasSubstr("give both"));
  EXPECT_TRUE(IsAllowed("127.0.0.1:1", {.tls = {.client_ca = "a"}, .edge_socket = "edge"}));
  EXPECT_THAT(ErrorOf("127.0.0.1:1", {.tls = kTls, .require_client_certificate = true}),
              HasSubstr("--tls-client-ca"));
}

}  // namespace
}  // namespace taqvim::rpc
