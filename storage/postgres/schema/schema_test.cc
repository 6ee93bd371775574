#include "storage/postgres/schema/schema.h"

#include <gmock/gmock.h>

#include <csignal>

#include "absl/strings/str_cat.h"
#include "storage/postgres/connection/failure.h"
#include "storage/testing/postgres_cluster.h"

namespace taqvim::storage::postgres {
namespace {

using storage::testing::PostgresCluster;
using ::testing::HasSubstr;

class SchemaTest : public ::testing::Test {
 protected:
  static PostgresCluster& cluster() { return PostgresCluster::Shared(); }
  std::unique_ptr<Connection> Connect() const { return PostgresCluster::Connect(settings_); }
  void Make() { ASSERT_TRUE(MakeSchema(*connection_, settings_.schema, "0123456789abcdef").ok()); }
  void Execute(const std::string& sql) {
    const absl::Status status = connection_->Execute(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  absl::Status Check() const { return CheckSchema(*Connect(), settings_.schema).status(); }
  // The check refuses, and says that.
  void ExpectUnfit(const std::string& why) const {
    const absl::Status status = Check();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
  // The same while a setting of sessions is so.
  void ExpectUnfitWhile(const std::string& setting, const std::string& value,
                        const std::string& why) {
    Execute(absl::StrCat("ALTER ROLE postgres SET ", setting, " = ", value));
    ExpectUnfit(why);
    Execute(absl::StrCat("ALTER ROLE postgres RESET ", setting));
    EXPECT_TRUE(Check().ok());
  }
  absl::Status Take(int owner, int atom, int host, const std::string& span) {
    return connection_->Execute(absl::StrCat("INSERT INTO taken VALUES(", owner, ", ", atom, ", ",
                                             host, ", '", span, "')"));
  }

  ConnectionSettings settings_ = cluster().NewSchema();
  std::unique_ptr<Connection> connection_ = Connect();
};

TEST_F(SchemaTest, WhatIsMadeIsFit) {
  Make();
  const auto identity = CheckSchema(*Connect(), settings_.schema);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->store_id, "0123456789abcdef");
  EXPECT_EQ(identity->epoch, 1);
}

TEST_F(SchemaTest, ItIsMadeOnceAndNotOverAnother) {
  Make();
  EXPECT_EQ(MakeSchema(*connection_, settings_.schema, "another").code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(CheckSchema(*connection_, settings_.schema)->store_id, "0123456789abcdef");
}

TEST_F(SchemaTest, OneThatIsNotMadeIsNotFound) {
  EXPECT_EQ(Check().code(), absl::StatusCode::kNotFound);
}

TEST_F(SchemaTest, OneOfAnotherProgramIsLeftAlone) {
  Execute(absl::StrCat("CREATE SCHEMA ", settings_.schema));
  ExpectUnfit("another program");
  Execute("CREATE TABLE meta(something int)");
  ExpectUnfit("another program");
}

TEST_F(SchemaTest, AnOlderAndANewerOneAreRefused) {
  Make();
  Execute("UPDATE meta SET value = '2' WHERE key = 'schema'");
  ExpectUnfit("or a newer one");
  Execute("UPDATE meta SET value = '0' WHERE key = 'schema'");
  ExpectUnfit("bring it forward");
}

TEST_F(SchemaTest, ADatabaseThatWouldLoseCommitsIsRefused) {
  Make();
  ExpectUnfitWhile("synchronous_commit", "off", "synchronous_commit is off");
  ExpectUnfitWhile("synchronous_commit", "local", "synchronous_commit is local");
  for (const char* setting : {"fsync", "full_page_writes"}) {
    Execute(absl::StrCat("ALTER SYSTEM SET ", setting, " = off"));
    cluster().Restart(SIGQUIT);
    ExpectUnfit(absl::StrCat(setting, " is off"));
    connection_ = Connect();
    Execute(absl::StrCat("ALTER SYSTEM RESET ", setting));
    cluster().Restart(SIGQUIT);
    EXPECT_TRUE(Check().ok());
    connection_ = Connect();
  }
}

TEST_F(SchemaTest, ADatabaseThatCannotBeWrittenIsRefused) {
  Make();
  ExpectUnfitWhile("default_transaction_read_only", "on", "read-only");
}

TEST_F(SchemaTest, ARoleThatMayChangeNoTableCanServe) {
  Execute("CREATE ROLE runtime LOGIN");
  ASSERT_TRUE(MakeSchema(*connection_, settings_.schema, "id", "runtime").ok());
  ConnectionSettings settings = settings_;
  settings.conninfo += " user=runtime";
  const std::unique_ptr<Connection> runtime = PostgresCluster::Connect(settings);
  EXPECT_TRUE(CheckSchema(*runtime, settings.schema).ok());
  EXPECT_TRUE(runtime->Execute("SELECT FROM mutex FOR UPDATE").ok());
  const absl::Status refused = runtime->Execute("DROP TABLE log");
  EXPECT_EQ(FailureOf(refused), PostgresFailure::kSetUp) << refused;
}

TEST_F(SchemaTest, TheTableOfClaimsKeepsThemApart) {
  Make();
  ASSERT_TRUE(Take(1, 900, 0, "[0,10)").ok());
  const absl::Status taken = Take(2, 900, 0, "[5,15)");
  EXPECT_EQ(FailureOf(taken), PostgresFailure::kDisagrees) << taken;
  // Another time, atom or host, and the same owner.
  EXPECT_TRUE(Take(2, 900, 0, "[10,9223372036854775807)").ok());
  EXPECT_TRUE(Take(2, 901, 0, "[0,10)").ok());
  EXPECT_TRUE(Take(2, 900, 7, "[0,10)").ok());
  EXPECT_TRUE(Take(1, 900, 0, "[3,7)").ok());
  EXPECT_FALSE(Take(3, 902, 0, "[5,5)").ok());
}

TEST_F(SchemaTest, TwoOwnersChangePlacesInOneTransaction) {
  Make();
  ASSERT_TRUE(Take(1, 900, 0, "[0,10)").ok());
  ASSERT_TRUE(Take(2, 900, 0, "[10,20)").ok());
  EXPECT_TRUE(connection_
                  ->Execute("DELETE FROM taken WHERE owner IN (1, 2);"
                            "INSERT INTO taken VALUES(1, 900, 0, '[10,20)'), (2, 900, 0, '[0,10)')")
                  .ok());
}

TEST_F(SchemaTest, AtHeadRefusesAllButTheHeadTheEpochAndTheSession) {
  Make();
  Execute("INSERT INTO session VALUES('me', 3)");
  const auto failure = [&](int revision, int nonce, int epoch, int session) {
    return FailureOf(connection_->Execute(absl::StrCat("SELECT at_head(", revision, ", ", nonce,
                                                       ", ", epoch, ", 'me', ", session, ")")));
  };
  EXPECT_TRUE(connection_->Execute("SELECT at_head(0, 0, 1, 'me', 3)").ok());
  EXPECT_EQ(failure(1, 0, 1, 3), PostgresFailure::kHeadMoved);
  EXPECT_EQ(failure(0, 1, 1, 3), PostgresFailure::kHeadMoved);
  EXPECT_EQ(failure(0, 0, 2, 3), PostgresFailure::kOutOfDate);
  EXPECT_EQ(failure(0, 0, 1, 2), PostgresFailure::kSessionOver);
}

}  // namespace
}  // namespace taqvim::storage::postgres
