#include "server/rpc/callers/authenticate.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/time/clock.h"
#include "server/rpc/testing/server_fixture.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using testing::kListOrganizations;
using ::testing::Not;

class AuthenticateTest : public testing::ServerFixture {
 protected:
  // Serves with that role for who shows nothing, instead of with every role.
  void Serve(v1::Role anonymous) {
    server_.reset();
    server_ =
        Server::Start(
            {.store = store_.get(), .log = log_.get(), .exposure = {.anonymous_role = anonymous}})
            .value();
    channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
  }
};

TEST_F(AuthenticateTest, RefusesWhoShowsNothingAndSaysWhyInTheLogAlone) {
  Serve(v1::ROLE_UNSPECIFIED);
  const auto outcome = Call(kListOrganizations, "");
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(outcome.Reason(), "UNAUTHENTICATED");
  EXPECT_THAT(outcome.status.error_message(), Not(HasSubstr("no credentials")));
  AwaitLog("no credentials");
}

TEST_F(AuthenticateTest, RefusesATokenThatItDoesNotKnowThoughNoneIsNeeded) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer taqvim_guessed");
  EXPECT_EQ(Call(kListOrganizations, "", context).Reason(), "UNAUTHENTICATED");
  AwaitLog("none, or damaged");
}

// By the clock it ended long ago; but the clock is known to be wrong.
TEST_F(AuthenticateTest, AcceptsATokenWhileTheClockIsFarAhead) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal("website");
  request.mutable_access_token()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  v1::Grant& grant = *request.add_grants();
  grant.set_principal("website");
  grant.set_role(v1::ROLE_VIEWER);
  const auto created =
      Call("taqvim.v1.AccessService.CreateAccessToken", request.SerializeAsString());
  ASSERT_TRUE(created.status.ok()) << created.status.error_message();
  v1::CreateAccessTokenResponse token;
  ASSERT_TRUE(token.ParseFromString(created.response));
  for (const int ahead : {0, 366 * 24 * 3600, 0}) {
    clock_ahead_ = ahead;
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + token.secret());
    EXPECT_TRUE(Call(kListOrganizations, "", context).status.ok()) << ahead;
  }
}

TEST_F(AuthenticateTest, LetsAnonymousInWhereTheyHaveARole) {
  Serve(v1::ROLE_VIEWER);
  EXPECT_TRUE(Call(kListOrganizations, "").status.ok());
  AwaitLog("principal=anonymous");
}

}  // namespace
}  // namespace taqvim::rpc
