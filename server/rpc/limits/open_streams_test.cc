#include "server/rpc/limits/open_streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "server/access/stored_token.pb.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::rpc {
namespace {

using access::Identity;
using ::testing::HasSubstr;

constexpr int64_t kStart = 1'700'000'000;
constexpr char kToken[] = "accessTokens/e0123456789abc";

class OpenStreamsTest : public ::testing::Test {
 protected:
  OpenStreamsTest() {
    storage::SqliteOptions options;
    options.path = files_.File("data");
    options.create = true;
    store_ = storage::OpenSqliteStore(std::move(options)).value();
    directory_ = std::make_unique<access::Directory>(*store_);
    streams_ = std::make_unique<OpenStreams>(*directory_,
                                             [this] { return absl::FromUnixSeconds(now_.load()); });
    PutToken(false);
  }
  ~OpenStreamsTest() override { streams_.reset(); }

  void Put(storage::Kind kind, const std::string& name, const google::protobuf::Message& message) {
    absl::Notification done;
    store_->Write(
        {.principal = "test"},
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const auto stored = transaction.Find(kind, name);
          storage::Mutation mutation;
          storage::Put put{.kind = kind, .name = name, .body = message.SerializeAsString()};
          put.id = *stored ? (*stored)->id : transaction.NewId();
          mutation.puts.push_back(std::move(put));
          if (auto status = transaction.Apply(std::move(mutation)); !status.ok()) return status;
          return "";
        },
        [&](const storage::WriteOutcome& outcome) {
          EXPECT_TRUE(outcome.status.ok()) << outcome.status;
          done.Notify();
        });
    done.WaitForNotification();
    EXPECT_TRUE(directory_->Load().ok());
  }
  void PutToken(bool revoked) {
    access::StoredToken token;
    token.mutable_access_token()->set_name(kToken);
    token.mutable_access_token()->set_principal("website");
    token.mutable_access_token()->mutable_expire_time()->set_seconds(kStart + 60);
    if (revoked) token.mutable_access_token()->mutable_revoke_time()->set_seconds(kStart);
    Put(storage::Kind::kToken, kToken, token);
  }
  void Grant() {
    v1::Grant grant;
    grant.set_name("grants/viewer");
    grant.set_principal("website");
    grant.set_role(v1::ROLE_VIEWER);
    Put(storage::Kind::kGrant, grant.name(), grant);
  }
  Identity Website() {
    Identity identity = directory_->OfPrincipal("website");
    identity.token = kToken;
    identity.expires = absl::FromUnixSeconds(kStart + 60);
    return identity;
  }

  const storage::testing::TemporaryDirectory files_;
  std::atomic<int64_t> now_ = kStart;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<access::Directory> directory_;
  std::unique_ptr<OpenStreams> streams_;
};

// What one stream is told, to be waited for.
class Told {
 public:
  OpenStreams::Changed Listener() {
    return [this](const absl::StatusOr<Identity>& changed) {
      absl::MutexLock lock(&mutex_);
      told_.push_back(changed);
    };
  }
  absl::StatusOr<Identity> Await(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return told_.size() >= count; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(30)));
    return told_.at(count - 1);
  }
  size_t count() {
    absl::MutexLock lock(&mutex_);
    return told_.size();
  }

 private:
  absl::Mutex mutex_;
  std::vector<absl::StatusOr<Identity>> told_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(OpenStreamsTest, AreToldWhenTheirTokenIsRevokedAndNothingMore) {
  Told told, other;
  const auto entry = streams_->Enter(Website(), told.Listener());
  const auto of_operator = streams_->Enter(directory_->OfPrincipal("operator"), other.Listener());
  PutToken(true);
  EXPECT_THAT(std::string(told.Await(1).status().message()), HasSubstr("revoked"));
  EXPECT_EQ(streams_->size(), 1);
  Grant();
  EXPECT_EQ(told.count(), 1);
  EXPECT_EQ(other.count(), 0);
}

TEST_F(OpenStreamsTest, AreToldWhenTheirTokenEnds) {
  Told told;
  const auto entry = streams_->Enter(Website(), told.Listener());
  now_ = kStart + 60;
  EXPECT_THAT(std::string(told.Await(1).status().message()), HasSubstr("expired"));
}

TEST_F(OpenStreamsTest, OfASessionThatIsPutOffGoOn) {
  access::StoredToken session;
  session.mutable_access_token()->set_name(kToken);
  session.mutable_access_token()->set_principal("website");
  session.mutable_access_token()->set_kind(v1::ACCESS_TOKEN_KIND_SESSION);
  session.mutable_access_token()->mutable_expire_time()->set_seconds(kStart + 60);
  session.mutable_latest_expire_time()->set_seconds(kStart + 1000);
  Put(storage::Kind::kToken, kToken, session);
  Told told, later;
  const auto entry = streams_->Enter(Website(), told.Listener());
  Identity certified = directory_->OfPrincipal("library");
  certified.expires = absl::FromUnixSeconds(kStart + 61);
  const auto other = streams_->Enter(certified, later.Listener());
  directory_->NoteUse(kToken, absl::FromUnixSeconds(kStart + 59));
  now_ = kStart + 61;
  EXPECT_THAT(std::string(later.Await(1).status().message()), HasSubstr("certificate"));
  EXPECT_EQ(told.count(), 0) << "whose turn comes before";
  now_ = kStart + 1000;
  EXPECT_THAT(std::string(told.Await(1).status().message()), HasSubstr("expired"));
}

TEST_F(OpenStreamsTest, AreToldWhenTheirCertificateEnds) {
  Told told;
  Identity identity = directory_->OfPrincipal("website");
  identity.expires = absl::FromUnixSeconds(kStart + 1);
  const auto entry = streams_->Enter(identity, told.Listener());
  now_ = kStart + 1;
  EXPECT_THAT(std::string(told.Await(1).status().message()), HasSubstr("certificate"));
}

TEST_F(OpenStreamsTest, AreToldWhenTheirCertificateEndsAfterTheirRightsChanged) {
  Told told;
  Identity identity = directory_->OfPrincipal("website");
  identity.expires = absl::FromUnixSeconds(kStart + 1);
  const auto entry = streams_->Enter(identity, told.Listener());
  Grant();
  ASSERT_TRUE(told.Await(1).ok());
  now_ = kStart + 1;
  EXPECT_THAT(std::string(told.Await(2).status().message()), HasSubstr("certificate"));
}

TEST_F(OpenStreamsTest, AreToldTheirNewRights) {
  Told told;
  const auto entry = streams_->Enter(Website(), told.Listener());
  Grant();
  const auto changed = told.Await(1);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_TRUE(changed->rights->Holds(v1::ROLE_VIEWER));
}

TEST_F(OpenStreamsTest, MissNothingThatHappenedBeforeTheyEntered) {
  const Identity before = Website();
  PutToken(true);
  Told told;
  const auto entry = streams_->Enter(before, told.Listener());
  EXPECT_FALSE(told.Await(1).ok());
}

TEST_F(OpenStreamsTest, AreToldNothingOnceTheyHaveLeft) {
  Told told, other;
  auto entry = streams_->Enter(Website(), told.Listener());
  const auto stays = streams_->Enter(Website(), other.Listener());
  entry.Leave();
  PutToken(true);
  EXPECT_FALSE(other.Await(1).ok());
  EXPECT_EQ(told.count(), 0);
}

TEST_F(OpenStreamsTest, MayLeaveWhenTheyAreTold) {
  absl::Notification left;
  OpenStreams::Entry entry;
  entry = streams_->Enter(Website(), [&](const absl::StatusOr<Identity>&) {
    entry.Leave();
    left.Notify();
  });
  PutToken(true);
  EXPECT_TRUE(left.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_EQ(streams_->size(), 0);
}

}  // namespace
}  // namespace taqvim::rpc
