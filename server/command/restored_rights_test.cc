#include "server/command/restored_rights.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/stored_token.pb.h"
#include "storage/backup_source.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::command {
namespace {

using storage::Kind;
using storage::testing::WriteAndWait;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr int kAll = 1000;

// A store of a few grants and tokens, and what has become of them since, as far as is known.
class RestoredRights : public ::testing::Test {
 protected:
  RestoredRights() {
    store_ =
        storage::OpenManualSqliteStore({.path = directory_.File("a.db"), .create = true}).value();
    for (const char* name : {"grants/a", "grants/b"}) {
      v1::Grant grant;
      grant.set_name(name);
      grant.set_role(v1::ROLE_ADMIN);
      Put(Kind::kGrant, name, grant.SerializeAsString());
    }
    for (const char* name : {"accessTokens/a", "accessTokens/b", "accessTokens/c"}) {
      Put(Kind::kToken, name, TokenOf(name).SerializeAsString());
    }
    latest_ = store_->backup_source().RowsAfter(0, true, 1 << 20).value();
  }

  static access::StoredToken TokenOf(const std::string& name) {
    access::StoredToken token;
    token.mutable_access_token()->set_name(name);
    token.mutable_access_token()->set_principal("website");
    token.set_secret_hash(std::string(32, 'h'));
    return token;
  }
  void Put(Kind kind, const std::string& name, const std::string& body) {
    const auto outcome =
        WriteAndWait(*store_, {.principal = "tester"},
                     [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
                       storage::Mutation mutation;
                       mutation.puts.push_back({transaction.NewId(), kind, name, body});
                       RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
                       return "";
                     });
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  }
  storage::v1::BackupRow& Latest(const std::string& name) {
    for (auto& row : *latest_.mutable_rows()) {
      if (row.name() == name) return row;
    }
    return *latest_.add_rows();
  }
  void IsGoneSince(const std::string& name) { Latest(name).set_id(1'000'000); }
  void IsRevokedSince(const std::string& name) {
    access::StoredToken token = TokenOf(name);
    token.mutable_access_token()->mutable_revoke_time()->set_seconds(1);
    Latest(name).set_body(token.SerializeAsString());
  }
  // Returns how many were changed.
  int Narrow(bool tokens, int limit = kAll) {
    int changed = 0;
    const auto outcome =
        WriteAndWait(*store_, {.principal = "tester"},
                     [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
                       ASSIGN_OR_RETURN(changed, NarrowRights(transaction, latest_, tokens, limit));
                       return "";
                     });
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    return changed;
  }
  // The names of those that there are; of tokens that were revoked, with a mark.
  std::vector<std::string> Names(Kind kind) {
    std::vector<std::string> names;
    const auto rows = store_->backup_source().RowsAfter(0, true, 1 << 20).value();
    for (const auto& row : rows.rows()) {
      if (row.kind() != static_cast<int32_t>(kind)) continue;
      access::StoredToken token;
      const bool revoked = kind == Kind::kToken && token.ParseFromString(row.body()) &&
                           token.access_token().has_revoke_time();
      names.push_back(absl::StrCat(row.name(), revoked ? " revoked" : ""));
    }
    return names;
  }

  storage::testing::TemporaryDirectory directory_;
  std::unique_ptr<storage::ManualStore> store_;
  storage::v1::BackupRows latest_;
};

TEST_F(RestoredRights, StayAsTheyAreWhereNothingHasChangedSince) {
  EXPECT_EQ(Narrow(true), 0);
  EXPECT_THAT(Names(Kind::kGrant), ElementsAre("grants/a", "grants/b"));
}

TEST_F(RestoredRights, WhatIsGoneSinceIsDeleted) {
  IsGoneSince("grants/b");
  IsGoneSince("accessTokens/a");
  EXPECT_EQ(Narrow(true), 2);
  EXPECT_THAT(Names(Kind::kGrant), ElementsAre("grants/a"));
  EXPECT_THAT(Names(Kind::kToken), ElementsAre("accessTokens/b", "accessTokens/c"));
  EXPECT_EQ(Narrow(true), 0);
}

TEST_F(RestoredRights, ATokenThatWasRevokedSinceIsRevoked) {
  IsRevokedSince("accessTokens/b");
  EXPECT_EQ(Narrow(true), 1);
  EXPECT_THAT(Names(Kind::kToken),
              ElementsAre("accessTokens/a", "accessTokens/b revoked", "accessTokens/c"));
  EXPECT_EQ(Narrow(true), 0);
}

TEST_F(RestoredRights, AGrantThatIsLessSinceIsLess) {
  v1::Grant less;
  less.set_name("grants/a");
  less.set_role(v1::ROLE_VIEWER);
  Latest("grants/a").set_body(less.SerializeAsString());
  EXPECT_EQ(Narrow(true), 1);
  EXPECT_EQ(store_->backup_source().RowsAfter(0, true, 1 << 20).value().rows(0).body(),
            less.SerializeAsString());
  EXPECT_EQ(Narrow(true), 0);
}

TEST_F(RestoredRights, WhatWasMadeSinceIsNotMade) {
  Latest("grants/later").set_name("grants/later");
  EXPECT_EQ(Narrow(true), 0);
  EXPECT_THAT(Names(Kind::kGrant), ElementsAre("grants/a", "grants/b"));
}

TEST_F(RestoredRights, WithoutTokensAllOfThemEnd) {
  EXPECT_EQ(Narrow(false), 3);
  EXPECT_THAT(Names(Kind::kToken), IsEmpty());
  EXPECT_THAT(Names(Kind::kGrant), UnorderedElementsAre("grants/a", "grants/b"));
}

TEST_F(RestoredRights, AreNarrowedInStepsWhereThereAreMany) {
  latest_.clear_rows();
  EXPECT_EQ(Narrow(true, 2), 2);
  EXPECT_EQ(Narrow(true, 2), 2);
  EXPECT_EQ(Narrow(true, 2), 1);
  EXPECT_EQ(Narrow(true, 2), 0);
}

}  // namespace
}  // namespace taqvim::command
