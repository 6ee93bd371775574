// Tokens that only read, and tokens that count for no more than a role: through a running
// server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/access_fixture.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"

namespace taqvim::rpc {
namespace {

class TokenCaps : public testing::AccessFixture {
 protected:
  v1::CreateAccessTokenResponse Make(const std::string& token, const std::string& grant) {
    return Do<v1::CreateAccessTokenResponse>(
        "AccessService.CreateAccessToken",
        absl::StrCat("access_token { principal: 'sign' ", token, " } grants { ", grant, " }"));
  }
  grpc::StatusCode Code(const std::string& method, const std::string& request,
                        const std::string& secret) {
    const testing::Outcome outcome = CallText(method, request, secret);
    message_ = outcome.status.error_message();
    return outcome.status.error_code();
  }
  // The title that the caller sees of the event; empty for a closed one.
  std::string TitleOf(const std::string& event, const std::string& secret) {
    const auto shown = Do<v1::GetEventResponse>("EventService.GetEvent",
                                                absl::StrCat("name: 'events/", event, "'"), secret);
    return shown.event().title().empty() ? "" : shown.event().title().at("en");
  }
  std::vector<std::string> GrantsOf(const std::string& secret) {
    std::vector<std::string> grants;
    const auto caller = Do<v1::GetCallerResponse>("AccessService.GetCaller", "", secret);
    for (const v1::Grant& grant : caller.grants()) {
      grants.push_back(absl::StrCat(v1::Role_Name(grant.role()), " ", grant.organization(),
                                    grant.venue(), " ", grant.name()));
    }
    return grants;
  }
  google::type::Date LastUse(const std::string& name) {
    const auto listed = Do<v1::ListAccessTokensResponse>("AccessService.ListAccessTokens", "");
    for (const v1::AccessToken& token : listed.access_tokens()) {
      if (token.name() == name) return token.last_use_day();
    }
    ADD_FAILURE() << name << " is not listed";
    return {};
  }

  std::string message_;
};

TEST_F(TokenCaps, OneThatOnlyReadsIsRefusedWhateverWritesAndNothingElse) {
  const std::string secret = Make("read_only: true", "role: ROLE_ADMIN").secret();
  const int64_t before = sqlite_->newest_revision().number;
  for (const auto* service : ContractServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      if (method.server_streaming()) continue;
      const std::string name = absl::StrCat(service->name(), ".", method.name());
      // What is about its own tokens it may; they are checked to be no more than it is.
      const bool own = name == "AccessService.CreateFeedKey" ||
                       name == "AccessService.CreateSession" ||
                       name == "AccessService.RevokeAccessToken";
      const bool reads = own || method.options().idempotency_level() ==
                                    google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
      const auto code = Code(name, "", secret);
      EXPECT_EQ(code != grpc::StatusCode::PERMISSION_DENIED, reads) << name << ": " << message_;
      const bool says = absl::StrContains(message_, "the token only reads");
      EXPECT_NE(says, reads) << name << ": " << message_;
    }
  }
  EXPECT_EQ(sqlite_->newest_revision().number, before);
}

TEST_F(TokenCaps, OneForThePublicSeesNoMoreThanThatWhateverItsPrincipalMay) {
  const auto made = Make("cap { role: ROLE_PUBLIC }", "role: ROLE_ADMIN");
  EXPECT_TRUE(made.access_token().read_only());
  const std::string& secret = made.secret();
  const std::string own = "name: 'events/own'";
  EXPECT_EQ(Code("EventService.GetEvent", own, secret), grpc::StatusCode::NOT_FOUND);
  Do<v1::ApproveBookingResponse>("EventService.ApproveBooking",
                                 "name: 'events/own' venue: 'venues/own'");
  Do<v1::PublishEventsResponse>("EventService.PublishEvents", "names: 'events/own'");
  EXPECT_EQ(TitleOf("own", secret), "A title");
  EXPECT_EQ(Code("DirectoryService.GetParticipant", "name: 'participants/own'", secret),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Code("AccessService.ListGrants", "", secret), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(GrantsOf(secret), ::testing::ElementsAre("ROLE_PUBLIC  "));
}

TEST_F(TokenCaps, OneForAViewerOfAPlaceOrAnInstitutionSeesThatAlone) {
  const std::string venue =
      Make("cap { role: ROLE_VIEWER venue: 'venues/own' }", "role: ROLE_VIEWER").secret();
  const std::string organization =
      Make("cap { role: ROLE_VIEWER organization: 'organizations/own' }", "role: ROLE_ADMIN")
          .secret();
  for (const std::string& secret : {venue, organization}) {
    EXPECT_EQ(TitleOf("own", secret), "A title");
    EXPECT_EQ(TitleOf("foreign", secret), "");
    EXPECT_EQ(Code("EventService.CheckEvents", "", secret), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(Code("EventService.ConfirmEvent", "name: 'events/own'", secret),
              grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_THAT(GrantsOf(venue), ::testing::ElementsAre("ROLE_VIEWER venues/own "));
  EXPECT_THAT(GrantsOf(organization), ::testing::ElementsAre("ROLE_VIEWER organizations/own "));
}

TEST_F(TokenCaps, ACapGivesNothingThatItsPrincipalHasNot) {
  const std::string cap = "cap { role: ROLE_VIEWER organization: 'organizations/own' }";
  const std::string secret =
      Make(cap, "role: ROLE_VIEWER organization: 'organizations/foreign'").secret();
  EXPECT_EQ(TitleOf("own", secret), "");
  EXPECT_EQ(TitleOf("foreign", secret), "");
  const auto nobody =
      Do<v1::CreateAccessTokenResponse>("AccessService.CreateAccessToken",
                                        absl::StrCat("access_token { principal: 'new' ", cap, "}"));
  EXPECT_EQ(Code("EventService.GetEvent", "name: 'events/own'", nobody.secret()),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(TokenCaps, TheLastDayOfItsUseIsListedOnceItIsWrittenDown) {
  const auto made = Make("", "role: ROLE_VIEWER");
  const auto other = Make("", "role: ROLE_VIEWER");
  const std::string& name = made.access_token().name();
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  EXPECT_EQ(LastUse(name).year(), 0) << "it was not used";
  TitleOf("own", made.secret());
  TitleOf("own", made.secret());
  const int64_t before = sqlite_->newest_revision().number;
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  EXPECT_EQ(sqlite_->newest_revision().number, before + 1);
  const google::type::Date day = LastUse(name);
  const absl::CivilDay today = absl::ToCivilDay(sqlite_->due_time(), absl::UTCTimeZone());
  EXPECT_EQ(absl::CivilDay(day.year(), day.month(), day.day()), today);
  EXPECT_EQ(LastUse(other.access_token().name()).year(), 0);
  TitleOf("own", made.secret());
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  EXPECT_EQ(sqlite_->newest_revision().number, before + 1) << "once a day";
}

}  // namespace
}  // namespace taqvim::rpc
