#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "server/access/secret.h"
#include "server/access/stored_token.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class GrantsTest : public ScheduleTest {
 protected:
  v1::Grant Grant(const std::string& grant) {
    auto response = Run(CreateGrant, absl::StrCat("grant { ", grant, " }").c_str());
    EXPECT_TRUE(response.ok()) << response.status();
    return response->grant();
  }
  absl::Status TryGrant(const std::string& grant) {
    return Run(CreateGrant, absl::StrCat("grant { ", grant, " }").c_str()).status();
  }
  v1::CreateAccessTokenResponse Token(const std::string& request) {
    auto response = Run(CreateAccessToken, request.c_str());
    EXPECT_TRUE(response.ok()) << response.status();
    return *std::move(response);
  }
  std::vector<std::string> Tokens(const char* request) {
    auto response = Run(ListAccessTokens, request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const v1::AccessToken& token : response->access_tokens()) names.push_back(token.name());
    return names;
  }
};

class TokensTest : public GrantsTest {};

TEST_F(GrantsTest, AreListedInTheOrderInWhichTheyWereMade) {
  AddOrganization("library");
  const v1::Grant first =
      Grant("principal: 'leyla' role: ROLE_ORGANIZER organization: 'organizations/library'");
  const v1::Grant second = Grant("principal: 'web' role: ROLE_VIEWER");
  EXPECT_EQ(first.creator(), "tester");
  EXPECT_TRUE(first.has_create_time());
  auto listed = Run(ListGrants, "");
  ASSERT_TRUE(listed.ok());
  ASSERT_EQ(listed->grants_size(), 2);
  EXPECT_EQ(listed->grants(0).SerializeAsString(), first.SerializeAsString());
  listed = Run(ListGrants, "principal: 'web'");
  ASSERT_EQ(listed->grants_size(), 1);
  EXPECT_EQ(listed->grants(0).name(), second.name());
  auto got = Run(GetGrant, absl::StrCat("name: '", second.name(), "'").c_str());
  EXPECT_EQ(got->grant().principal(), "web");
}

TEST_F(GrantsTest, AreNotGivenTwice) {
  const v1::Grant given = Grant("principal: 'web' role: ROLE_VIEWER");
  const absl::Status status = TryGrant("principal: 'web' role: ROLE_VIEWER");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_THAT(std::string(status.message()), StartsWith(given.name()));
  EXPECT_TRUE(TryGrant("principal: 'web' role: ROLE_ORGANIZER").ok());
}

TEST_F(GrantsTest, CountOnlyWhereTheirRoleCan) {
  AddOrganization("library");
  AddVenue("hall");
  const std::string organization = " organization: 'organizations/library'";
  const std::string venue = " venue: 'venues/hall'";
  const auto reason = [&](const std::string& grant) {
    return ReasonOf(TryGrant("principal: 'a' " + grant));
  };
  constexpr auto kWrong = v1::ERROR_REASON_INVALID_FIELD;
  EXPECT_EQ(reason("role: ROLE_ADMIN" + organization), kWrong);
  EXPECT_EQ(reason("role: ROLE_ADMIN" + venue), kWrong);
  EXPECT_EQ(reason("role: ROLE_ORGANIZER" + venue), kWrong);
  EXPECT_EQ(reason("role: ROLE_PUBLIC" + organization), kWrong);
  EXPECT_EQ(reason("role: ROLE_PUBLIC" + venue), kWrong);
  EXPECT_TRUE(TryGrant("principal: 'a' role: ROLE_PUBLIC").ok());
  EXPECT_EQ(reason(""), kWrong);
  EXPECT_EQ(reason("role: ROLE_VIEWER venue: 'venues/none'"), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  for (const char* role : {"ROLE_VIEWER", "ROLE_VENUE_MANAGER"}) {
    EXPECT_TRUE(TryGrant(absl::StrCat("principal: 'a' role: ", role, organization)).ok());
    EXPECT_TRUE(TryGrant(absl::StrCat("principal: 'a' role: ", role, venue)).ok());
  }
}

TEST_F(GrantsTest, AreForNoneOfTheServersOwnPrincipals) {
  for (const char* principal : {"system", "operator", "anonymous", "", "two words"}) {
    EXPECT_EQ(ReasonOf(TryGrant(absl::StrCat("principal: '", principal, "' role: ROLE_VIEWER"))),
              v1::ERROR_REASON_INVALID_FIELD)
        << principal;
  }
}

TEST_F(GrantsTest, KeepWhatTheyNameFromBeingDeleted) {
  AddOrganization("library");
  Grant("principal: 'a' role: ROLE_ORGANIZER organization: 'organizations/library'");
  auto stored = Run(GetOrganization, "name: 'organizations/library'");
  auto deleted = Run(DeleteOrganization, absl::StrCat("name: 'organizations/library' etag: '",
                                                      stored->organization().etag(), "'")
                                             .c_str());
  EXPECT_EQ(ReasonOf(deleted.status()), v1::ERROR_REASON_RESOURCE_IN_USE);
}

TEST_F(GrantsTest, AreGoneWhenTheyAreDeleted) {
  const v1::Grant grant = Grant("principal: 'a' role: ROLE_VIEWER");
  const std::string name = absl::StrCat("name: '", grant.name(), "'");
  EXPECT_TRUE(Run(DeleteGrant, name.c_str()).ok());
  EXPECT_EQ(ReasonOf(Run(DeleteGrant, name.c_str()).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(TryGrant("principal: 'a' role: ROLE_VIEWER").ok());
}

TEST_F(TokensTest, EndAfterNinetyDaysUnlessToldOtherwise) {
  const auto life = [&](const v1::CreateAccessTokenResponse& made) {
    return TimeUtil::TimestampToSeconds(made.access_token().expire_time()) -
           absl::ToUnixSeconds(schedule_.now);
  };
  EXPECT_EQ(life(Token("access_token { principal: 'web' }")), 90 * 86400);
  const int64_t year = absl::ToUnixSeconds(schedule_.now) + 366 * 86400;
  const auto until = [](int64_t second) {
    return absl::StrCat("access_token { principal: 'web' expire_time { seconds: ", second, " } }");
  };
  EXPECT_EQ(life(Token(until(year))), 366 * 86400);
  for (const int64_t wrong : {year + 1, absl::ToUnixSeconds(schedule_.now), int64_t{0}}) {
    auto refused = Run(CreateAccessToken, until(wrong).c_str());
    EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_INVALID_FIELD) << wrong;
  }
}

TEST_F(TokensTest, AreKeptAsAHashAlone) {
  const auto made = Token("access_token { principal: 'web' purpose: 'the website' }");
  const auto parts = access::ReadSecret(made.secret());
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(made.access_token().name(), "accessTokens/" + std::string(parts->token));
  const auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
    auto resource = snapshot.Find(Kind::kToken, made.access_token().name());
    auto stored = Read<access::StoredToken>(**resource);
    const access::SecretHash hash = access::HashOf(made.secret());
    EXPECT_EQ(stored->secret_hash(), std::string(hash.begin(), hash.end()));
    EXPECT_EQ((*resource)->body.find(made.secret().substr(30)), std::string::npos);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(TokensTest, BringTheGrantsThatTheirPrincipalDoesNotHaveYet) {
  const std::string request =
      "access_token { principal: 'web' } grants { role: ROLE_VIEWER } grants { principal: 'web' "
      "role: "
      "ROLE_ORGANIZER }";
  EXPECT_EQ(Token(request).grants_size(), 2);
  EXPECT_EQ(Token(request).grants_size(), 0);
  auto refused =
      Run(CreateAccessToken,
          "access_token { principal: 'web' } grants { principal: 'b' role: ROLE_VIEWER }");
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(TokensTest, WithACapMayCountForTenYearsAndOnlyRead) {
  AddOrganization("library");
  AddVenue("hall");
  const auto expiring = [&](int days, const std::string& cap) {
    const int64_t at = absl::ToUnixSeconds(schedule_.now + absl::Hours(24 * days));
    return absl::StrCat("access_token { principal: 'web' expire_time { seconds: ", at, " } ", cap,
                        " }");
  };
  const std::string caps[] = {"cap { role: ROLE_PUBLIC }",
                              "cap { role: ROLE_VIEWER organization: 'organizations/library' }",
                              "cap { role: ROLE_VIEWER venue: 'venues/hall' }"};
  for (const std::string& cap : caps) {
    const auto made = Token(expiring(3660, cap));
    EXPECT_TRUE(made.access_token().read_only()) << cap;
    EXPECT_TRUE(made.access_token().has_cap()) << cap;
    const auto late = Run(CreateAccessToken, expiring(3661, cap).c_str());
    EXPECT_EQ(ReasonOf(late.status()), v1::ERROR_REASON_INVALID_FIELD) << cap;
  }
  for (const char* without : {"", "read_only: true"}) {
    const auto late = Run(CreateAccessToken, expiring(367, without).c_str());
    EXPECT_EQ(ReasonOf(late.status()), v1::ERROR_REASON_INVALID_FIELD) << without;
  }
  EXPECT_TRUE(Token(expiring(366, "read_only: true")).access_token().read_only());
}

TEST_F(TokensTest, AreCappedToThePublicOrToAViewerOfOneThing) {
  AddOrganization("library");
  const auto reason = [&](const std::string& cap) {
    return ReasonOf(Run(CreateAccessToken,
                        absl::StrCat("access_token { principal: 'web' cap { ", cap, " } }").c_str())
                        .status());
  };
  constexpr auto kWrong = v1::ERROR_REASON_INVALID_FIELD;
  EXPECT_EQ(reason(""), kWrong);
  EXPECT_EQ(reason("role: ROLE_VIEWER"), kWrong);
  EXPECT_EQ(reason("role: ROLE_ORGANIZER organization: 'organizations/library'"), kWrong);
  EXPECT_EQ(reason("role: ROLE_ADMIN"), kWrong);
  EXPECT_EQ(reason("role: ROLE_PUBLIC organization: 'organizations/library'"), kWrong);
  EXPECT_EQ(reason("role: ROLE_VIEWER venue: 'organizations/library'"), kWrong);
  EXPECT_EQ(reason("role: ROLE_VIEWER venue: 'venues/none'"), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
}

TEST_F(TokensTest, KeepWhatTheyAreCappedToFromBeingDeleted) {
  AddOrganization("library");
  const std::string name =
      Token(
          "access_token { principal: 'web' cap { role: ROLE_VIEWER organization: "
          "'organizations/library' } }")
          .access_token()
          .name();
  const auto remove = [&] {
    const auto stored = Run(GetOrganization, "name: 'organizations/library'");
    return ReasonOf(Run(DeleteOrganization, absl::StrCat("name: 'organizations/library' etag: '",
                                                         stored->organization().etag(), "'")
                                                .c_str())
                        .status());
  };
  EXPECT_EQ(remove(), v1::ERROR_REASON_RESOURCE_IN_USE);
  ASSERT_TRUE(Run(RevokeAccessToken, absl::StrCat("name: '", name, "'").c_str()).ok());
  EXPECT_EQ(remove(), v1::ERROR_REASON_RESOURCE_IN_USE) << "it is on record";
}

TEST_F(TokensTest, OfADryRunHaveNoSecret) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal("web");
  request.set_validate_only(true);
  auto made = schedule_.DryRun(CreateAccessToken, request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->secret(), "");
  EXPECT_THAT(Tokens(""), IsEmpty());
}

TEST_F(TokensTest, ThatEndedAreListedWhenAskedFor) {
  const std::string revoked = Token("access_token { principal: 'web' }").access_token().name();
  const std::string stands = Token("access_token { principal: 'web' }").access_token().name();
  const std::string other = Token("access_token { principal: 'other' }").access_token().name();
  const std::string revoke = absl::StrCat("name: '", revoked, "'");
  auto answer = Run(RevokeAccessToken, revoke.c_str());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->access_token().has_revoke_time());
  EXPECT_THAT(Tokens(""), ElementsAre(stands, other));
  EXPECT_THAT(Tokens("principal: 'web'"), ElementsAre(stands));
  EXPECT_THAT(Tokens("show_ended: true"), ElementsAre(revoked, stands, other));
  schedule_.now += absl::Hours(1);
  EXPECT_EQ(Run(RevokeAccessToken, revoke.c_str())->access_token().SerializeAsString(),
            answer->access_token().SerializeAsString())
      << "it was revoked when it was";
  schedule_.now += absl::Hours(90 * 24);
  EXPECT_THAT(Tokens(""), IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
