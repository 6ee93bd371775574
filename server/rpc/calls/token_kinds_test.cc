// Feed keys, invitations and sessions through a running server.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "server/rpc/testing/access_fixture.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/change_service.grpc.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOwn[] = "filter { venues: 'venues/own' }";
constexpr char kWindowAsked[] =
    "window { first_day { year: 2030 month: 5 day: 1 } last_day { year: 2030 month: 5 day: 31 } }";

class TokenKinds : public testing::AccessFixture {
 protected:
  std::string bearer() { return TokenOf("leyla", {"role: ROLE_VIEWER"}); }
  v1::CreateFeedKeyResponse MakeKey(const std::string& secret) {
    return Do<v1::CreateFeedKeyResponse>("AccessService.CreateFeedKey", kOwn, secret);
  }
  v1::CreateSessionResponse Open(const std::string& secret) {
    return Do<v1::CreateSessionResponse>("AccessService.CreateSession", "device: 'phone'", secret);
  }
  v1::CreateInvitationResponse Invite() {
    return Do<v1::CreateInvitationResponse>("AccessService.CreateInvitation",
                                            "principal: 'aidar' grants { role: ROLE_VIEWER }");
  }
  std::string Reason(const std::string& method, const std::string& request,
                     const std::string& secret) {
    const testing::Outcome outcome = CallText(method, request, secret);
    message_ = outcome.status.error_message();
    return outcome.status.ok() ? "" : outcome.Reason();
  }
  std::string Reason(const std::string& secret) {
    return Reason("AccessService.GetCaller", "", secret);
  }
  void Revoke(const std::string& name, const std::string& secret = "") {
    Do<v1::RevokeAccessTokenResponse>("AccessService.RevokeAccessToken",
                                      absl::StrCat("name: '", name, "'"), secret);
  }
  std::vector<std::string> Events(const std::string& secret, const std::string& request = "") {
    const auto listed = Do<v1::ListEventsResponse>("EventService.ListEvents", request, secret);
    std::vector<std::string> names;
    for (const v1::Event& event : listed.events()) names.push_back(event.name());
    return names;
  }
  void Restart() {
    server_.reset();
    server_ = Server::Start({.store = store_.get(),
                             .log = log_.get(),
                             .exposure = {.anonymous_role = v1::ROLE_ADMIN}})
                  .value();
    channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
  }
  // In steps, as a clock that jumps is taken for a wrong one.
  void Pass(int hours) {
    for (int half = 0; half < 2 * hours; ++half) {
      clock_ahead_ += 1800;
      sqlite_->due_time();
    }
  }
  absl::Time EndOf(const std::string& secret) {
    const auto caller = Do<v1::GetCallerResponse>("AccessService.GetCaller", "", secret);
    return absl::FromUnixSeconds(caller.access_token().expire_time().seconds());
  }

  std::string message_;
};

TEST_F(TokenKinds, AFeedKeyListsTheEventsOfItsFeedAsItsPrincipal) {
  const auto made = MakeKey(bearer());
  const std::string key = "FeedKey " + made.secret();
  EXPECT_THAT(Events(key), ElementsAre("events/own"));
  EXPECT_THAT(Events(key, kOwn), ElementsAre("events/own"));
  const auto occurrences =
      Do<v1::ListOccurrencesResponse>("EventService.ListOccurrences", kWindowAsked, key);
  ASSERT_EQ(occurrences.occurrences_size(), 1);
  EXPECT_EQ(occurrences.occurrences(0).event(), "events/own");
  const auto caller = Do<v1::GetCallerResponse>("AccessService.GetCaller", "", key);
  EXPECT_EQ(caller.principal(), "leyla");
  EXPECT_EQ(caller.access_token().name(), made.access_token().name());
  EXPECT_EQ(Reason("feedkey " + made.secret()), "") << "in whatever case";
}

TEST_F(TokenKinds, AFeedKeyIsRefusedForWhatIsNotItsFeed) {
  const std::string key = "FeedKey " + MakeKey(bearer()).secret();
  EXPECT_EQ(Reason("EventService.ListEvents", "filter { venues: 'venues/foreign' }", key),
            "PERMISSION_DENIED");
  EXPECT_THAT(message_, HasSubstr("`filter` is not that of the feed"));
  EXPECT_EQ(Reason("EventService.ListOccurrences",
                   absl::StrCat("filter { text: 'a' } ", kWindowAsked), key),
            "PERMISSION_DENIED");
  EXPECT_EQ(Reason("EventService.ListOccurrences", "name: 'events/own'", key), "PERMISSION_DENIED");
  EXPECT_EQ(Reason("EventService.GetEvent", "name: 'events/own'", key), "PERMISSION_DENIED");
  EXPECT_THAT(message_, HasSubstr("GetEvent is not for feed keys"));
}

TEST_F(TokenKinds, AFeedKeyReadsByTheGrantsOfThatTime) {
  const std::string grant =
      Do<v1::CreateGrantResponse>("AccessService.CreateGrant",
                                  "grant { principal: 'gulnara' role: ROLE_VIEWER }")
          .grant()
          .name();
  const std::string key = "FeedKey " + MakeKey(TokenOf("gulnara", {})).secret();
  EXPECT_THAT(Events(key), ElementsAre("events/own"));
  Do<v1::DeleteGrantResponse>("AccessService.DeleteGrant", absl::StrCat("name: '", grant, "'"));
  EXPECT_EQ(Reason("EventService.ListEvents", "", key), "PERMISSION_DENIED");
}

TEST_F(TokenKinds, PagesOfAFeedGoOnWithOrWithoutItsFilter) {
  const std::string all = "filter { states: EVENT_STATE_TENTATIVE }";
  const std::string key =
      "FeedKey " +
      Do<v1::CreateFeedKeyResponse>("AccessService.CreateFeedKey", all, bearer()).secret();
  const auto first = Do<v1::ListEventsResponse>("EventService.ListEvents", "page_size: 1", key);
  ASSERT_NE(first.next_page_token(), "");
  const std::string next = absl::StrCat("page_token: '", first.next_page_token(), "' ");
  const auto others = ElementsAre("events/guest-own", "events/foreign", "events/guest-foreign");
  EXPECT_THAT(Events(key, next), others);
  EXPECT_THAT(Events(key, next + all), others);
}

TEST_F(TokenKinds, ASecretShownAsAnotherKindIsToldAsAnUnknownOne) {
  const std::string key = MakeKey(bearer()).secret();
  const std::string session = Open(bearer()).secret();
  const std::string invitation = Invite().secret();
  std::set<std::string> told;
  for (const std::string& shown :
       {"Bearer " + key, "Invitation " + key, "FeedKey " + session, "Invitation " + session,
        "Bearer " + invitation, "FeedKey " + invitation, "FeedKey " + bearer(), "Basic " + session,
        std::string("Bearer taqvim_guessed")}) {
    EXPECT_EQ(Reason(shown), "UNAUTHENTICATED") << shown;
    told.insert(message_);
  }
  EXPECT_EQ(told.size(), 1);
  AwaitLog("is a feed key, and was shown as a bearer token");
}

TEST_F(TokenKinds, AnInvitationOpensOneSessionWhoeverComesAtOnce) {
  const std::string invitation = "Invitation " + Invite().secret();
  std::vector<std::string> reasons(4);
  std::vector<std::thread> threads;
  for (std::string& reason : reasons) {
    threads.emplace_back([&] {
      const testing::Outcome outcome =
          CallText("AccessService.CreateSession", "device: 'phone'", invitation);
      reason = outcome.status.ok() ? "opened" : outcome.Reason();
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(reasons.begin(), reasons.end());
  EXPECT_THAT(reasons,
              ElementsAre("UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "opened"));
  const auto sessions = Do<v1::ListAccessTokensResponse>(
      "AccessService.ListAccessTokens", "principal: 'aidar' kinds: ACCESS_TOKEN_KIND_SESSION");
  EXPECT_EQ(sessions.access_tokens_size(), 1);
}

TEST_F(TokenKinds, ASessionCallsAsItsPrincipalUntilItIsRevokedByIt) {
  const auto opened = Open("Invitation " + Invite().secret());
  const std::string& session = opened.secret();
  EXPECT_THAT(Events(session, kOwn), ElementsAre("events/own"));
  const auto own = Do<v1::ListAccessTokensResponse>("AccessService.ListAccessTokens", "", session);
  ASSERT_EQ(own.access_tokens_size(), 1);
  EXPECT_EQ(own.access_tokens(0).device(), "phone");
  Revoke(opened.access_token().name(), session);
  EXPECT_EQ(Reason(session), "UNAUTHENTICATED");
}

TEST_F(TokenKinds, WhatWasOpenedWithALeakedTokenEndsWithIt) {
  const auto made = Do<v1::CreateAccessTokenResponse>(
      "AccessService.CreateAccessToken",
      "access_token { principal: 'leyla' } grants { role: ROLE_VIEWER }");
  const std::string session = Open(made.secret()).secret();
  const std::string key = "FeedKey " + MakeKey(session).secret();
  EXPECT_EQ(Reason(session), "");
  Revoke(made.access_token().name());
  EXPECT_EQ(Reason(session), "UNAUTHENTICATED");
  EXPECT_EQ(Reason(key), "UNAUTHENTICATED");
}

TEST_F(TokenKinds, AStreamEndsWhenItsSessionIsRevoked) {
  const auto opened = Open(bearer());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + opened.secret());
  const auto stub = v1::ChangeService::NewStub(channel_);
  const auto stream = stub->WatchChanges(&context, v1::WatchChangesRequest());
  v1::WatchChangesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  Revoke(opened.access_token().name());
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(TokenKinds, AFeedKeyOpensNoStream) {
  const std::string key = MakeKey(bearer()).secret();
  grpc::ClientContext context;
  context.AddMetadata("authorization", "FeedKey " + key);
  const auto stub = v1::ChangeService::NewStub(channel_);
  const auto stream = stub->WatchChanges(&context, v1::WatchChangesRequest());
  v1::WatchChangesResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(TokenKinds, FeedKeysAndInvitationsDoNotAskWhatTheServerHas) {
  const std::string key = MakeKey(bearer()).secret(), session = Open(bearer()).secret();
  const auto asked = [&](const std::string& authorization) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", authorization);
    const auto stub = grpc::reflection::v1::ServerReflection::NewStub(channel_);
    const auto stream = stub->ServerReflectionInfo(&context);
    grpc::reflection::v1::ServerReflectionRequest question;
    question.set_list_services("");
    stream->Write(question);
    stream->WritesDone();
    grpc::reflection::v1::ServerReflectionResponse answer;
    while (stream->Read(&answer)) {
    }
    return stream->Finish().error_code();
  };
  EXPECT_EQ(asked("Bearer " + session), grpc::StatusCode::OK);
  EXPECT_EQ(asked("FeedKey " + key), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(asked("Invitation " + Invite().secret()), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(TokenKinds, ASessionIsPutOffWhileItIsUsedInOneRevisionForMany) {
  const std::string session = Open(bearer()).secret();
  const absl::Time opened_until = EndOf(session);
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  const int64_t before = sqlite_->newest_revision().number;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Reason(session), "");
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  EXPECT_EQ(sqlite_->newest_revision().number, before) << "more than eleven hours are left";
  Pass(2);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Reason(session), "");
  ASSERT_TRUE(server_->token_use_keeper().KeepNow().ok());
  EXPECT_EQ(sqlite_->newest_revision().number, before + 1);
  EXPECT_GE(EndOf(session), opened_until + absl::Hours(2) - absl::Minutes(1));
  Restart();
  EXPECT_EQ(Reason(session), "");
}

TEST_F(TokenKinds, AllAreKeptThroughARestart) {
  const std::string token = bearer();
  const std::string key = "FeedKey " + MakeKey(token).secret();
  const std::string session = Open(token).secret();
  const std::string invitation = "Invitation " + Invite().secret();
  const std::string used = "Invitation " + Invite().secret();
  Open(used);
  Restart();
  EXPECT_THAT(Events(key), ElementsAre("events/own"));
  EXPECT_EQ(Reason("EventService.GetEvent", "name: 'events/own'", key), "PERMISSION_DENIED");
  EXPECT_EQ(Reason(session), "");
  EXPECT_EQ(Reason("AccessService.CreateSession", "device: 'phone'", used), "UNAUTHENTICATED");
  Open(invitation);
}

TEST_F(TokenKinds, TheLogSaysTheNameOfATokenAndNotItsSecret) {
  const auto key = MakeKey(bearer());
  Events("FeedKey " + key.secret());
  AwaitLog(absl::StrCat("token=", key.access_token().name()));
  const auto session = Open(bearer());
  EXPECT_EQ(Reason("FeedKey " + session.secret()), "UNAUTHENTICATED");
  for (const std::string& line : log_lines()) {
    EXPECT_THAT(line, Not(HasSubstr(key.secret())));
    EXPECT_THAT(line, Not(HasSubstr(session.secret())));
  }
}

TEST_F(TokenKinds, WhoShowsNothingHasNone) {
  EXPECT_EQ(Reason("AccessService.CreateFeedKey", kOwn, ""), "PERMISSION_DENIED");
  EXPECT_EQ(Reason("AccessService.CreateSession", "device: 'phone'", ""), "PERMISSION_DENIED");
}

}  // namespace
}  // namespace taqvim::rpc
