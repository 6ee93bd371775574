#include "server/access/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "google/protobuf/util/time_util.h"
#include "server/access/token_kinds.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/temporary_directory.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::access {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Kind;
using ::testing::HasSubstr;

constexpr char kTokenOfSomebody[] = "e0123456789abc";
constexpr char kName[] = "accessTokens/e0123456789abc";
constexpr char kNationalLibrary[] = "organizations/library";

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() {
    storage::SqliteOptions options;
    options.path = files_.File("data");
    options.create = true;
    store_ = storage::OpenSqliteStore(std::move(options)).value();
    directory_ = std::make_unique<Directory>(*store_);
  }

  void Put(Kind kind, const std::string& name, const google::protobuf::Message& message) {
    Put({{.kind = kind, .name = name, .body = message.SerializeAsString()}});
  }
  void Put(const std::vector<storage::Put>& puts) {
    absl::Notification done;
    store_->Write(
        {.principal = "test"},
        [=](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          storage::Mutation mutation;
          for (storage::Put put : puts) {
            auto stored = transaction.Find(put.kind, put.name);
            put.id = *stored ? (*stored)->id : transaction.NewId();
            mutation.puts.push_back(std::move(put));
          }
          if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
          return "";
        },
        [&](const storage::WriteOutcome& outcome) {
          EXPECT_TRUE(outcome.status.ok()) << outcome.status;
          done.Notify();
        });
    done.WaitForNotification();
  }
  void PutToken(StoredToken token) {
    token.mutable_access_token()->set_name("accessTokens/" + std::string(kTokenOfSomebody));
    Put(Kind::kToken, token.access_token().name(), token);
    EXPECT_TRUE(directory_->Load().ok());
  }
  // A token of `website` that ends at now_ plus that.
  StoredToken Token(absl::Duration life = absl::Hours(1)) {
    StoredToken token;
    token.mutable_access_token()->set_principal("website");
    *token.mutable_access_token()->mutable_expire_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_ + life));
    const SecretHash hash = HashOf(secret());
    token.set_secret_hash(hash.data(), hash.size());
    return token;
  }
  void Grant(const std::string& id, v1::Role role, const std::string& organization = "",
             const std::string& venue = "") {
    v1::Grant grant;
    grant.set_name("grants/" + id);
    grant.set_principal("website");
    grant.set_role(role);
    if (!organization.empty()) grant.set_organization(organization);
    if (!venue.empty()) grant.set_venue(venue);
    Put(Kind::kGrant, grant.name(), grant);
  }
  static storage::Put Venue(const std::string& name, const std::string& organization) {
    v1::Venue venue;
    venue.set_name(name);
    venue.set_organization(organization);
    return {.kind = Kind::kVenue, .name = name, .body = venue.SerializeAsString()};
  }
  std::string secret(unsigned char value = 7) const {
    storage::Secret bits;
    bits.fill(value);
    return MakeSecret(store_->store_id(), kTokenOfSomebody, bits);
  }
  std::string WhyNot(const std::string& sent) {
    const auto identity = directory_->Identify(sent, now_);
    EXPECT_EQ(identity.status().code(), absl::StatusCode::kUnauthenticated);
    return std::string(identity.status().message());
  }

  const storage::testing::TemporaryDirectory files_;
  const absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Directory> directory_;
};

TEST_F(DirectoryTest, CountsNoMoreThanTheCapOfAToken) {
  Grant("admin", v1::ROLE_ADMIN);
  StoredToken token = Token();
  token.mutable_access_token()->set_read_only(true);
  token.mutable_access_token()->mutable_cap()->set_role(v1::ROLE_VIEWER);
  token.mutable_access_token()->mutable_cap()->set_organization(kNationalLibrary);
  PutToken(token);
  const auto identity = directory_->Identify(secret(), now_);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_TRUE(identity->read_only);
  EXPECT_TRUE(identity->capped);
  EXPECT_FALSE(identity->rights->IsAdmin());
  Rights viewer;
  viewer.AddForOrganization(v1::ROLE_VIEWER, kNationalLibrary);
  EXPECT_EQ(*identity->rights, viewer);
  const auto renewed = directory_->Renew(*identity, now_);
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(*renewed->rights, viewer) << "a stream that goes on sees no change";
}

TEST_F(DirectoryTest, NotesOnWhichDayATokenWasUsed) {
  PutToken(Token());
  EXPECT_FALSE(directory_->Identify(secret(8), now_).ok());
  EXPECT_TRUE(directory_->token_uses().Take(now_).empty());
  ASSERT_TRUE(directory_->Identify(secret(), now_).ok());
  const absl::CivilDay day = absl::ToCivilDay(now_, absl::UTCTimeZone());
  EXPECT_THAT(directory_->token_uses().Take(now_),
              ::testing::ElementsAre(::testing::Pair(kName, TokenUses::Use{.day = day})));
}

TEST_F(DirectoryTest, TakesATokenForWhatItsKindIsShownAsAlone) {
  using TokenKind = v1::AccessTokenKind;
  constexpr TokenKind kBearer = v1::ACCESS_TOKEN_KIND_BEARER,
                      kFeedKey = v1::ACCESS_TOKEN_KIND_FEED_KEY,
                      kInvitation = v1::ACCESS_TOKEN_KIND_INVITATION,
                      kSession = v1::ACCESS_TOKEN_KIND_SESSION;
  const std::pair<TokenKind, TokenKind> shown_as[] = {{v1::ACCESS_TOKEN_KIND_UNSPECIFIED, kBearer},
                                                      {kBearer, kBearer},
                                                      {kFeedKey, kFeedKey},
                                                      {kInvitation, kInvitation},
                                                      {kSession, kBearer}};
  for (const auto& [kind, right] : shown_as) {
    StoredToken token = Token();
    token.mutable_access_token()->set_kind(kind);
    token.mutable_access_token()->mutable_feed_filter()->set_text("opera");
    PutToken(token);
    for (const TokenKind shown : {kBearer, kFeedKey, kInvitation, kSession}) {
      const auto identity = directory_->Identify(secret(), now_, shown);
      EXPECT_EQ(identity.ok(), shown == right) << kind << " shown as " << shown;
      if (!identity.ok()) continue;
      EXPECT_EQ(identity->kind, kind == v1::ACCESS_TOKEN_KIND_UNSPECIFIED ? kBearer : kind);
      EXPECT_EQ(identity->feed->text(), "opera");
    }
  }
  StoredToken key = Token();
  key.mutable_access_token()->set_kind(kFeedKey);
  PutToken(key);
  EXPECT_THAT(WhyNot(secret()), HasSubstr("is a feed key, and was shown as a bearer token"));
}

// A session that ends at now_ plus that, and can be put off for so long.
class SessionsOfDirectory : public DirectoryTest {
 protected:
  void PutSession(absl::Duration life, absl::Duration latest = kSessionLife) {
    StoredToken session = Token(life);
    session.mutable_access_token()->set_kind(v1::ACCESS_TOKEN_KIND_SESSION);
    *session.mutable_latest_expire_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_ + latest));
    PutToken(session);
  }
  // When it ends, as who uses it now is told.
  absl::Duration UsedAfter(absl::Duration time) {
    EXPECT_TRUE(directory_->Identify(secret(), now_ + time).ok()) << time;
    const auto again = directory_->Identify(secret(), now_ + time);
    return again.ok() ? again->expires - now_ : absl::ZeroDuration();
  }
};

TEST_F(SessionsOfDirectory, LastTwelveHoursAfterTheirUseBeforeThatIsWritten) {
  PutSession(absl::Hours(12));
  EXPECT_EQ(UsedAfter(absl::Minutes(59)), absl::Hours(12)) << "eleven hours are left";
  EXPECT_EQ(UsedAfter(absl::Hours(11)), absl::Hours(23));
  EXPECT_EQ(UsedAfter(absl::Hours(22)), absl::Hours(34));
  EXPECT_FALSE(directory_->Identify(secret(), now_ + absl::Hours(34)).ok());
  EXPECT_FALSE(directory_->Identify(secret(), now_ + absl::Hours(34)).ok()) << "it is over";
}

TEST_F(SessionsOfDirectory, EndFourteenDaysAfterTheyWereOpenedHoweverUsed) {
  PutSession(absl::Hours(12), absl::Hours(20));
  EXPECT_EQ(UsedAfter(absl::Hours(11)), absl::Hours(20));
  EXPECT_EQ(UsedAfter(absl::Hours(19)), absl::Hours(20));
  EXPECT_FALSE(directory_->Identify(secret(), now_ + absl::Hours(20)).ok());
}

TEST_F(SessionsOfDirectory, ArePutOffByAStreamThatIsOpenButNotOnceTheyEnded) {
  PutSession(absl::Hours(12));
  const auto identity = directory_->Identify(secret(), now_);
  ASSERT_TRUE(identity.ok());
  directory_->NoteUse(kName, now_ + absl::Hours(11));
  EXPECT_EQ(directory_->Renew(*identity, now_ + absl::Hours(13))->expires, now_ + absl::Hours(23));
  directory_->NoteUse(kName, now_ + absl::Hours(23));
  EXPECT_FALSE(directory_->Renew(*identity, now_ + absl::Hours(23)).ok());
}

TEST_F(SessionsOfDirectory, ThatWereRevokedAreNotPutOff) {
  PutSession(absl::Hours(12));
  EXPECT_EQ(UsedAfter(absl::Hours(11)), absl::Hours(23));
  StoredToken revoked = Token();
  revoked.mutable_access_token()->set_kind(v1::ACCESS_TOKEN_KIND_SESSION);
  revoked.mutable_access_token()->mutable_revoke_time()->set_seconds(1'700'000'000);
  PutToken(revoked);
  EXPECT_FALSE(directory_->Identify(secret(), now_ + absl::Hours(12)).ok());
}

TEST_F(DirectoryTest, IdentifiesThePrincipalOfAToken) {
  Grant("viewer", v1::ROLE_VIEWER);
  PutToken(Token());
  const auto identity = directory_->Identify(secret(), now_);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->principal, "website");
  EXPECT_EQ(identity->token, kName);
  EXPECT_EQ(identity->expires, now_ + absl::Hours(1));
  EXPECT_TRUE(identity->rights->Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(identity->rights->Holds(v1::ROLE_ORGANIZER));
}

TEST_F(DirectoryTest, SaysWhyATokenIsRefused) {
  EXPECT_THAT(WhyNot("taqvim_nonsense"), HasSubstr("none, or damaged"));
  EXPECT_THAT(WhyNot(MakeSecret("another", kTokenOfSomebody, {})), HasSubstr("another server"));
  EXPECT_THAT(WhyNot(secret()), HasSubstr("is not known"));
  PutToken(Token());
  EXPECT_THAT(WhyNot(secret(8)), HasSubstr("not the one that was made for accessTokens/e01234"));
  PutToken(Token(absl::ZeroDuration()));
  EXPECT_THAT(WhyNot(secret()), HasSubstr("of website expired at 2023-11-14T22:13:20+00:00"));
  StoredToken revoked = Token();
  revoked.mutable_access_token()->mutable_revoke_time()->set_seconds(1'700'000'000);
  PutToken(revoked);
  EXPECT_THAT(WhyNot(secret()), HasSubstr("was revoked at"));
}

TEST_F(DirectoryTest, LetsAManagerOfAnOrganizationManageItsVenues) {
  Grant("manager", v1::ROLE_VENUE_MANAGER, kNationalLibrary);
  Put({Venue("venues/hall", kNationalLibrary), Venue("venues/other", "organizations/ministry")});
  ASSERT_TRUE(directory_->Load().ok());
  const auto rights = directory_->OfPrincipal("website").rights;
  EXPECT_TRUE(rights->MayManage("venues/hall"));
  EXPECT_FALSE(rights->MayManage("venues/other"));
  Put({Venue("venues/other", kNationalLibrary)});
  ASSERT_TRUE(directory_->Load().ok());
  EXPECT_TRUE(directory_->OfPrincipal("website").rights->MayManage("venues/other"));
  EXPECT_FALSE(rights->MayManage("venues/other")) << "what was given out does not change";
}

TEST_F(DirectoryTest, LetsAnOrganizerDecideForThoseOfItsParticipantsWhoApproveBookings) {
  Grant("organizer", v1::ROLE_ORGANIZER, kNationalLibrary);
  const auto put = [this](const std::string& name, const std::string& organization,
                          v1::BookingPolicy policy) {
    v1::Participant participant;
    participant.set_name(name);
    participant.set_organization(organization);
    participant.set_booking_policy(policy);
    Put(Kind::kParticipant, name, participant);
  };
  const auto decides = [this](const std::string& name) {
    EXPECT_TRUE(directory_->Load().ok());
    return directory_->OfPrincipal("website").rights->MayDecideFor(name);
  };
  put("participants/choir", kNationalLibrary, v1::BOOKING_POLICY_APPROVAL);
  put("participants/open", kNationalLibrary, v1::BOOKING_POLICY_OPEN);
  put("participants/other", "organizations/ministry", v1::BOOKING_POLICY_APPROVAL);
  EXPECT_TRUE(decides("participants/choir"));
  EXPECT_FALSE(decides("participants/open"));
  EXPECT_FALSE(decides("participants/other"));
  put("participants/choir", kNationalLibrary, v1::BOOKING_POLICY_OPEN);
  EXPECT_FALSE(decides("participants/choir"));
  put("participants/other", kNationalLibrary, v1::BOOKING_POLICY_APPROVAL);
  EXPECT_TRUE(decides("participants/other"));
}

TEST_F(DirectoryTest, KnowsEverythingThatStandsOnSeveralPages) {
  std::vector<storage::Put> venues;
  for (int i = 0; i < 1001; ++i)
    venues.push_back(Venue("venues/v" + std::to_string(i), kNationalLibrary));
  Put(venues);
  Grant("manager", v1::ROLE_VENUE_MANAGER, kNationalLibrary);
  Grant("organizer", v1::ROLE_ORGANIZER, kNationalLibrary);
  ASSERT_TRUE(directory_->Load().ok());
  const auto rights = directory_->OfPrincipal("website").rights;
  EXPECT_TRUE(rights->MayManage("venues/v0"));
  EXPECT_TRUE(rights->MayManage("venues/v1000"));
  EXPECT_TRUE(rights->MayOrganize(kNationalLibrary));
}

TEST_F(DirectoryTest, GivesTheServersOwnPrincipalsWhatTheyHave) {
  EXPECT_TRUE(directory_->OfPrincipal(kOperator).rights->IsAdmin());
  EXPECT_TRUE(directory_->OfPrincipal(kSystem).rights->IsAdmin());
  EXPECT_FALSE(directory_->OfPrincipal(kAnonymous).rights->any());
  Rights viewer;
  viewer.Add(v1::ROLE_VIEWER);
  const Directory open(*store_, viewer);
  EXPECT_TRUE(open.OfPrincipal(kAnonymous).rights->Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(open.OfPrincipal("stranger").rights->any());
}

TEST_F(DirectoryTest, RenewsACallerWithTheRightsOfToday) {
  PutToken(Token());
  const auto before = directory_->Identify(secret(), now_);
  ASSERT_TRUE(before.ok());
  Grant("viewer", v1::ROLE_VIEWER);
  ASSERT_TRUE(directory_->Load().ok());
  EXPECT_FALSE(before->rights->any());
  EXPECT_TRUE(directory_->Renew(*before, now_)->rights->Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(directory_->Renew(*before, now_ + absl::Hours(1)).ok());
  EXPECT_TRUE(directory_->Renew(directory_->OfPrincipal(kOperator), now_)->rights->IsAdmin());
}

TEST_F(DirectoryTest, TellsItsListenersBeforeItSaysThatItIsDone) {
  int told = 0;
  const int id = directory_->AddListener([&] { ++told; });
  ASSERT_TRUE(directory_->Load().ok());
  EXPECT_EQ(told, 1);
  directory_->RemoveListener(id);
  ASSERT_TRUE(directory_->Load().ok());
  EXPECT_EQ(told, 1);
}

TEST_F(DirectoryTest, CountsInWhatWasWrittenBeforeARefreshWhileAnotherIsUnderWay) {
  constexpr int kRounds = 50;
  for (int i = 0; i < kRounds; ++i) {
    directory_->Refresh([](const absl::Status&) {});
    const std::string venue = "venues/v" + std::to_string(i);
    Grant("manager" + std::to_string(i), v1::ROLE_VENUE_MANAGER, "", venue);
    ASSERT_TRUE(directory_->Load().ok());
    EXPECT_TRUE(directory_->OfPrincipal("website").rights->MayManage(venue)) << i;
  }
}

TEST(Grantable, IsWhatIsVisibleAndNotTheServersOwn) {
  EXPECT_TRUE(IsGrantable("website"));
  EXPECT_TRUE(IsGrantable("CN=web,O=Library"));
  EXPECT_TRUE(IsGrantable(std::string(128, 'a')));
  for (const std::string bad : {"", "operator", "anonymous", "system", "a b", "\x80"}) {
    EXPECT_FALSE(IsGrantable(bad)) << bad;
  }
  EXPECT_FALSE(IsGrantable(std::string(129, 'a')));
}

// A directory beside which others write to the store.
class FollowingDirectoryTest : public DirectoryTest {
 protected:
  FollowingDirectoryTest() {
    directory_ = std::make_unique<Directory>(*store_, Rights(), Directory::Writers::kOthersToo);
    EXPECT_TRUE(directory_->Load().ok());
  }
  absl::Status Confirm() {
    absl::Status result;
    absl::Notification done;
    directory_->Confirm([&](absl::Status status) {
      result = std::move(status);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }
  void PutTokenElsewhere(StoredToken token) {
    token.mutable_access_token()->set_name(kName);
    Put(Kind::kToken, kName, token);
  }
};

TEST_F(FollowingDirectoryTest, KnowsATokenOfAnotherServerOnceItHasAsked) {
  const absl::Status unknown = directory_->Identify(secret(), now_).status();
  EXPECT_TRUE(IsUnknownToken(unknown));
  PutTokenElsewhere(Token());
  ASSERT_TRUE(Confirm().ok());
  EXPECT_EQ(directory_->Identify(secret(), now_)->principal, "website");
  EXPECT_FALSE(IsUnknownToken(directory_->Identify(secret(8), now_).status()));
}

TEST_F(FollowingDirectoryTest, RefusesWhatAnotherServerRevokedOnceItHasAsked) {
  for (int round = 0; round < 20; ++round) {
    PutTokenElsewhere(Token());
    ASSERT_TRUE(Confirm().ok());
    EXPECT_TRUE(directory_->Identify(secret(), now_).ok()) << round;
    StoredToken revoked = Token();
    revoked.mutable_access_token()->mutable_revoke_time()->set_seconds(1);
    PutTokenElsewhere(revoked);
    ASSERT_TRUE(Confirm().ok());
    EXPECT_THAT(WhyNot(secret()), HasSubstr("was revoked")) << round;
  }
}

TEST_F(FollowingDirectoryTest, CountsInGrantsAndWhatTheyRestOn) {
  PutTokenElsewhere(Token());
  Grant("manager", v1::ROLE_VENUE_MANAGER, kNationalLibrary);
  ASSERT_TRUE(Confirm().ok());
  const auto before = directory_->OfPrincipal("website").rights;
  Put({Venue("venues/palace", kNationalLibrary)});
  ASSERT_TRUE(Confirm().ok());
  EXPECT_FALSE(*before == *directory_->OfPrincipal("website").rights);
}

TEST_F(FollowingDirectoryTest, ReadsNothingWhereNothingChangesRights) {
  int renewed = 0;
  const int listener = directory_->AddListener([&renewed] { ++renewed; });
  v1::Participant nobody;
  Put(Kind::kEvent, "events/concert", nobody);
  ASSERT_TRUE(Confirm().ok());
  ASSERT_TRUE(Confirm().ok());
  directory_->RemoveListener(listener);
  EXPECT_EQ(renewed, 0);
}

TEST_F(FollowingDirectoryTest, CountsInARevisionOfThisServer) {
  PutTokenElsewhere(Token());
  absl::Notification done;
  directory_->CountIn(store_->newest_revision().number, [&](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    done.Notify();
  });
  done.WaitForNotification();
  EXPECT_TRUE(directory_->Identify(secret(), now_).ok());
}

}  // namespace
}  // namespace taqvim::access
