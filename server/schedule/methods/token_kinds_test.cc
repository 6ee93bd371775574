// Feed keys, invitations and sessions, and whose access tokens one lists and revokes.
#include "server/access/token_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/access/secret.h"
#include "server/access/stored_token.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "server/schedule/upkeep/note_token_uses.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kOpera[] = "filter { venues: 'venues/opera' }";

// Who calls, and with which token.
struct Shows {
  std::string principal = "leyla";
  std::string token;
  bool read_only = false;
  bool capped = false;
  bool admin = false;
  absl::Time expires = absl::InfiniteFuture();
};

class TokenKindsTest : public ScheduleTest {
 protected:
  template <class Request, class Response>
  absl::StatusOr<Response> As(const Shows& who,
                              absl::StatusOr<Response> (*method)(storage::Transaction&,
                                                                 const Caller&, const Request&),
                              const std::string& text, bool dry_run = false) {
    const auto request = FromText<Request>(text.c_str());
    RETURN_IF_ERROR(Validate(request));
    const auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto response = method(transaction, CallerOf(who), request);
          if (!response.ok()) return response.status();
          return response->SerializeAsString();
        },
        dry_run);
    RETURN_IF_ERROR(outcome.status);
    Response response;
    EXPECT_TRUE(response.ParseFromString(outcome.answer));
    return response;
  }
  template <class Request, class Response>
  absl::StatusOr<Response> As(const Shows& who,
                              absl::StatusOr<Response> (*method)(storage::Snapshot&, const Caller&,
                                                                 const Request&),
                              const std::string& text) {
    const auto request = FromText<Request>(text.c_str());
    RETURN_IF_ERROR(Validate(request));
    absl::StatusOr<Response> answer = absl::UnknownError("The read did not run.");
    RETURN_IF_ERROR(schedule_.RunRead([&](storage::Snapshot& snapshot) {
      answer = method(snapshot, CallerOf(who), request);
      return answer.status();
    }));
    return answer;
  }

  std::string Bearer(const std::string& fields = "") {
    const auto made = Run(CreateAccessToken,
                          absl::StrCat("access_token { principal: 'leyla' ", fields, " }").c_str());
    EXPECT_TRUE(made.ok()) << made.status();
    return made->access_token().name();
  }
  v1::AccessToken FeedKey(const Shows& who) {
    const auto made = As(who, CreateFeedKey, kOpera);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->access_token() : v1::AccessToken();
  }
  v1::AccessToken Session(const Shows& who, const std::string& device = "phone") {
    const auto made = As(who, CreateSession, absl::StrCat("device: \"", device, "\""));
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->access_token() : v1::AccessToken();
  }
  std::string Invitation() {
    const auto made = Run(CreateInvitation, "principal: 'leyla'");
    EXPECT_TRUE(made.ok()) << made.status();
    return made->access_token().name();
  }
  // The names of the live ones.
  std::vector<std::string> Live(const Shows& who = {}, const std::string& request = "") {
    const auto listed = As(who, ListAccessTokens, request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> names;
    for (const auto& token : listed->access_tokens()) names.push_back(token.name());
    return names;
  }
  absl::Status Revoke(const Shows& who, const std::string& name) {
    return As(who, RevokeAccessToken, absl::StrCat("name: '", name, "'")).status();
  }
  absl::Duration LifeOf(const v1::AccessToken& token) {
    return TimeOf(token.expire_time()) - schedule_.now;
  }
  int64_t revision() { return schedule_.store().newest_revision().number; }

 private:
  static Caller CallerOf(const Shows& who) {
    static const access::Rights viewer = [] {
      access::Rights rights;
      rights.Add(v1::ROLE_VIEWER);
      return rights;
    }();
    return {.principal = who.principal,
            .rights = who.admin ? access::Rights::All() : viewer,
            .capped = who.capped,
            .token = who.token,
            .read_only = who.read_only,
            .expires = who.expires};
  }
};

TEST_F(TokenKindsTest, AFeedKeyIsBoundToItsFilterAndKeptAsAHash) {
  const auto made = As({}, CreateFeedKey, absl::StrCat(kOpera, " purpose: 'my phone'"));
  ASSERT_TRUE(made.ok()) << made.status();
  const v1::AccessToken& key = made->access_token();
  EXPECT_EQ(key.kind(), v1::ACCESS_TOKEN_KIND_FEED_KEY);
  EXPECT_EQ(key.principal(), "leyla");
  EXPECT_EQ(key.creator(), "leyla");
  EXPECT_EQ(key.purpose(), "my phone");
  EXPECT_EQ(key.feed_filter().venues(0), "venues/opera");
  EXPECT_TRUE(key.read_only());
  EXPECT_EQ(LifeOf(key), absl::Hours(366 * 24));
  const auto parts = access::ReadSecret(made->secret());
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(key.name(), "accessTokens/" + std::string(parts->token));
}

TEST_F(TokenKindsTest, AFeedIsOfSomethingAndOfAllDays) {
  const auto reason = [&](const std::string& request) {
    return ReasonOf(As({}, CreateFeedKey, request).status());
  };
  constexpr auto kWrong = v1::ERROR_REASON_INVALID_FIELD;
  EXPECT_EQ(reason(""), kWrong);
  EXPECT_EQ(reason("filter {}"), kWrong);
  EXPECT_EQ(reason("filter { venues: 'opera' }"), kWrong);
  EXPECT_EQ(reason("filter { text: 'a' window { first_day { year: 2030 month: 1 day: 1 } } }"),
            kWrong);
  const int64_t now = absl::ToUnixSeconds(schedule_.now);
  const auto until = [&](int64_t days) {
    return absl::StrCat(kOpera, " expire_time { seconds: ", now + days * 86400, " }");
  };
  EXPECT_EQ(reason(until(0)), kWrong);
  EXPECT_EQ(reason(until(3661)), kWrong);
  EXPECT_TRUE(As({}, CreateFeedKey, until(3660)).ok());
}

TEST_F(TokenKindsTest, APrincipalHasTwentyLiveFeedKeysAtMost) {
  std::string first;
  for (int i = 0; i < 20; ++i) {
    const v1::AccessToken key = FeedKey({});
    if (first.empty()) first = key.name();
  }
  EXPECT_EQ(ReasonOf(As({}, CreateFeedKey, kOpera).status()), v1::ERROR_REASON_LIMIT_EXCEEDED);
  EXPECT_NE(FeedKey({.principal = "aidar"}).name(), "");
  ASSERT_TRUE(Revoke({}, first).ok());
  EXPECT_NE(FeedKey({}).name(), "");
}

TEST_F(TokenKindsTest, OfThoseThatEndedAHundredAreKept) {
  Bearer();
  std::vector<std::string> keys;
  for (int i = 0; i < 103; ++i) {
    keys.push_back(FeedKey({}).name());
    ASSERT_TRUE(Revoke({}, keys.back()).ok());
  }
  keys.push_back(FeedKey({}).name());
  const std::set<std::string> all = [&] {
    const auto listed = Live({}, "show_ended: true page_size: 1000");
    return std::set<std::string>(listed.begin(), listed.end());
  }();
  EXPECT_EQ(all.size(), 102) << "with the bearer token and the live one";
  EXPECT_FALSE(all.contains(keys[2]));
  EXPECT_TRUE(all.contains(keys[3]));
}

TEST_F(TokenKindsTest, ASessionEndsTwelveHoursAfterItWasOpenedUnlessItIsUsed) {
  const v1::AccessToken session = Session({}, "Aygun's phone");
  EXPECT_EQ(session.kind(), v1::ACCESS_TOKEN_KIND_SESSION);
  EXPECT_EQ(session.principal(), "leyla");
  EXPECT_EQ(session.device(), "Aygun's phone");
  EXPECT_EQ(LifeOf(session), absl::Hours(12));
  EXPECT_EQ(ReasonOf(As({}, CreateSession, "").status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(TokenKindsTest, ASessionEndsWithWhatItWasOpenedWith) {
  const Shows soon = {.token = Bearer(), .expires = schedule_.now + absl::Hours(2)};
  EXPECT_EQ(LifeOf(Session(soon)), absl::Hours(2));
  const std::string invitation = Invitation();
  EXPECT_EQ(LifeOf(Session({.token = invitation, .expires = schedule_.now + absl::Hours(2)})),
            absl::Hours(12))
      << "an invitation is used up, and says nothing of how long";
}

TEST_F(TokenKindsTest, APutOffSessionLastsNoLongerThanItMay) {
  const std::string name = Session({}).name();
  const absl::Time later = schedule_.now + absl::Hours(100);
  const auto note = [&](absl::Time end) {
    const auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const absl::CivilDay day = absl::ToCivilDay(schedule_.now, absl::UTCTimeZone());
          RETURN_IF_ERROR(NoteTokenUses(transaction, {{name, {.day = day, .end = end}}}));
          return "";
        });
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  };
  const auto life = [&] {
    return LifeOf(As({}, ListAccessTokens, "show_ended: true")->access_tokens(0));
  };
  note(later);
  EXPECT_EQ(life(), absl::Hours(100));
  note(schedule_.now + absl::Hours(50));
  EXPECT_EQ(life(), absl::Hours(100)) << "it is not brought forward";
  ASSERT_TRUE(Revoke({}, name).ok());
  note(later + absl::Hours(1));
  EXPECT_EQ(life(), absl::Hours(100)) << "it was revoked";
}

TEST_F(TokenKindsTest, OfAHundredSessionsTheOneThatEndsFirstMakesWay) {
  const std::string first = Session({}).name();
  schedule_.now += absl::Seconds(1);
  for (int i = 1; i < 100; ++i) Session({});
  EXPECT_EQ(Live({}, "page_size: 1000").size(), 100);
  const std::string newest = Session({}).name();
  const auto live = Live({}, "page_size: 1000");
  EXPECT_EQ(live.size(), 100);
  EXPECT_EQ(std::count(live.begin(), live.end(), first), 0);
  EXPECT_EQ(live.back(), newest);
}

TEST_F(TokenKindsTest, AnInvitationIsForOneSessionAndUsedUpInThatRevision) {
  AddOrganization("library");
  const auto made = Run(CreateInvitation,
                        "principal: 'leyla' purpose: 'the new manager' grants { role: "
                        "ROLE_ORGANIZER organization: 'organizations/library' }");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->access_token().kind(), v1::ACCESS_TOKEN_KIND_INVITATION);
  EXPECT_EQ(LifeOf(made->access_token()), absl::Hours(7 * 24));
  EXPECT_EQ(made->grants(0).principal(), "leyla");
  EXPECT_TRUE(access::ReadSecret(made->secret()).has_value());
  const Shows invited = {.token = made->access_token().name()};
  const int64_t before = revision();
  const v1::AccessToken session = Session(invited);
  EXPECT_EQ(revision(), before + 1);
  EXPECT_FALSE(session.read_only());
  EXPECT_THAT(Live(), ElementsAre(session.name()));
  EXPECT_EQ(ReasonOf(As(invited, CreateSession, "device: 'another'").status()),
            v1::ERROR_REASON_UNAUTHENTICATED);
}

TEST_F(TokenKindsTest, AnInvitationOutlivesADryRun) {
  const Shows invited = {.token = Invitation()};
  const auto dry = As(invited, CreateSession, "device: 'phone' validate_only: true", true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_EQ(dry->secret(), "");
  EXPECT_NE(Session(invited).name(), "");
}

TEST_F(TokenKindsTest, InvitationsAreCheckedAsTokensAre) {
  const auto reason = [&](const std::string& request) {
    return ReasonOf(Run(CreateInvitation, request.c_str()).status());
  };
  constexpr auto kWrong = v1::ERROR_REASON_INVALID_FIELD;
  EXPECT_EQ(reason(""), kWrong);
  EXPECT_EQ(reason("principal: 'operator'"), kWrong);
  EXPECT_EQ(reason("principal: 'a' grants { principal: 'b' role: ROLE_VIEWER }"), kWrong);
  const int64_t late = absl::ToUnixSeconds(schedule_.now + absl::Hours(24 * 31 + 1));
  EXPECT_EQ(reason(absl::StrCat("principal: 'a' expire_time { seconds: ", late, " }")), kWrong);
}

TEST_F(TokenKindsTest, WhatATokenCountsForHoldsForWhatIsMadeWithIt) {
  AddOrganization("library");
  const std::string cap = "cap { role: ROLE_VIEWER organization: 'organizations/library' }";
  const Shows capped = {.token = Bearer(cap), .read_only = true, .capped = true};
  for (const v1::AccessToken& made : {FeedKey(capped), Session(capped)}) {
    EXPECT_TRUE(made.read_only());
    EXPECT_EQ(made.cap().organization(), "organizations/library");
  }
  const Shows reads = {.token = Bearer("read_only: true"), .read_only = true};
  EXPECT_TRUE(Session(reads).read_only());
  EXPECT_FALSE(Session({.token = Bearer()}).read_only());
}

TEST_F(TokenKindsTest, WhatIsMadeWithARevokedTokenEndsInThatRevision) {
  const std::string bearer = Bearer();
  const v1::AccessToken session = Session({.token = bearer});
  const std::string key = FeedKey({.token = bearer}).name();
  const std::string in_session = FeedKey({.token = session.name()}).name();
  const std::string other = Session({}).name();
  const int64_t before = revision();
  ASSERT_TRUE(Revoke({.admin = true}, bearer).ok());
  EXPECT_EQ(revision(), before + 1);
  EXPECT_THAT(Live(), ElementsAre(other));
}

TEST_F(TokenKindsTest, AFeedKeyLastsWhenTheSessionEndsInWhichItWasMade) {
  const std::string session = Session({.token = Invitation()}).name();
  const std::string key = FeedKey({.token = session}).name();
  ASSERT_TRUE(Revoke({.token = session}, session).ok());
  EXPECT_THAT(Live(), ElementsAre(key));
}

TEST_F(TokenKindsTest, ToRevokeAUsedInvitationEndsWhatItOpened) {
  const std::string invitation = Invitation();
  const std::string session = Session({.token = invitation}).name();
  FeedKey({.token = session});
  EXPECT_EQ(Live().size(), 2);
  ASSERT_TRUE(Revoke({.admin = true}, invitation).ok());
  EXPECT_THAT(Live(), IsEmpty());
}

TEST_F(TokenKindsTest, NothingIsMadeWithATokenThatIsRevokedMeanwhile) {
  const Shows revoked = {.token = Bearer()};
  ASSERT_TRUE(Revoke({.admin = true}, revoked.token).ok());
  EXPECT_EQ(ReasonOf(As(revoked, CreateSession, "device: 'phone'").status()),
            v1::ERROR_REASON_UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(As(revoked, CreateFeedKey, kOpera).status()),
            v1::ERROR_REASON_UNAUTHENTICATED);
}

TEST_F(TokenKindsTest, WhoHasNoPrincipalOfItsOwnHasNoTokens) {
  for (const char* principal : {"anonymous", "operator"}) {
    const Shows who = {.principal = principal};
    constexpr auto kDenied = v1::ERROR_REASON_PERMISSION_DENIED;
    EXPECT_EQ(ReasonOf(As(who, CreateSession, "device: 'phone'").status()), kDenied);
    EXPECT_EQ(ReasonOf(As(who, CreateFeedKey, kOpera).status()), kDenied);
    EXPECT_EQ(ReasonOf(As(who, ListAccessTokens, "").status()), kDenied);
  }
}

TEST_F(TokenKindsTest, OthersThanAdminsListAndRevokeTheirOwn) {
  const std::string own = Bearer(), key = FeedKey({}).name();
  const std::string others = FeedKey({.principal = "aidar"}).name();
  EXPECT_THAT(Live(), ElementsAre(own, key));
  EXPECT_THAT(Live({}, "principal: 'leyla'"), ElementsAre(own, key));
  EXPECT_THAT(Live({}, "kinds: ACCESS_TOKEN_KIND_FEED_KEY"), ElementsAre(key));
  EXPECT_THAT(Live({.admin = true}), ElementsAre(own, key, others));
  EXPECT_THAT(Live({.admin = true}, "principal: 'aidar'"), ElementsAre(others));
  EXPECT_EQ(ReasonOf(As({}, ListAccessTokens, "principal: 'aidar'").status()),
            v1::ERROR_REASON_PERMISSION_DENIED);
  const absl::Status foreign = Revoke({}, others), missing = Revoke({}, "accessTokens/none");
  EXPECT_EQ(ReasonOf(foreign), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(std::string(foreign.message()).substr(others.size()),
            std::string(missing.message()).substr(std::string("accessTokens/none").size()));
  EXPECT_TRUE(Revoke({}, key).ok());
  EXPECT_TRUE(Revoke({.admin = true}, others).ok());
}

TEST_F(TokenKindsTest, AKindThatThereIsNotIsRefused) {
  for (const char* kinds : {"kinds: ACCESS_TOKEN_KIND_UNSPECIFIED", "kinds: 99"}) {
    v1::ListAccessTokensRequest request;
    request.add_kinds(static_cast<v1::AccessTokenKind>(kinds[7] == '9' ? 99 : 0));
    EXPECT_EQ(ReasonOf(Run(ListAccessTokens, request).status()), v1::ERROR_REASON_INVALID_FIELD);
  }
}

TEST_F(TokenKindsTest, OneThatOnlyReadsRevokesItselfAlone) {
  const std::string other = Bearer();
  const Shows reads = {.token = Bearer("read_only: true"), .read_only = true, .admin = true};
  EXPECT_EQ(ReasonOf(Revoke(reads, other)), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_TRUE(Revoke(reads, reads.token).ok());
  EXPECT_THAT(Live(), ElementsAre(other));
}

TEST_F(TokenKindsTest, OneWithACapListsItselfAlone) {
  Bearer();
  const std::string capped = Bearer("cap { role: ROLE_PUBLIC }");
  EXPECT_THAT(Live({.token = capped, .read_only = true, .capped = true}), ElementsAre(capped));
}

TEST_F(TokenKindsTest, CallersAreToldTheTokenThatTheyShow) {
  const std::string name = FeedKey({}).name();
  const auto caller = As({.token = name}, GetCaller, "");
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->access_token().name(), name);
  EXPECT_EQ(caller->access_token().kind(), v1::ACCESS_TOKEN_KIND_FEED_KEY);
  EXPECT_FALSE(As({}, GetCaller, "")->has_access_token());
}

// As an earlier version of the server wrote them.
TEST_F(TokenKindsTest, TokensOfBeforeAreBearerTokensOfTheirPrincipal) {
  const auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        access::StoredToken stored;
        stored.mutable_access_token()->set_name("accessTokens/e0123456789abc");
        stored.mutable_access_token()->set_principal("leyla");
        *stored.mutable_access_token()->mutable_expire_time() =
            ToTimestamp(schedule_.now + absl::Hours(1));
        RETURN_IF_ERROR(transaction.Apply({.puts = {{.id = transaction.NewId(),
                                                     .kind = storage::Kind::kToken,
                                                     .name = stored.access_token().name(),
                                                     .body = stored.SerializeAsString()}}}));
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  const auto listed = As({}, ListAccessTokens, "kinds: ACCESS_TOKEN_KIND_BEARER");
  ASSERT_EQ(listed->access_tokens_size(), 1);
  EXPECT_EQ(listed->access_tokens(0).kind(), v1::ACCESS_TOKEN_KIND_BEARER);
  EXPECT_THAT(Live({.principal = "aidar"}), IsEmpty());
}

TEST_F(TokenKindsTest, BearerTokensHaveNoFeed) {
  const auto made =
      Run(CreateAccessToken, "access_token { principal: 'a' feed_filter { text: 'opera' } }");
  EXPECT_EQ(ReasonOf(made.status()), v1::ERROR_REASON_INVALID_FIELD);
}

}  // namespace
}  // namespace taqvim::schedule
