#include "storage/postgres/connection/connection.h"

#include <gmock/gmock.h>

#include <csignal>
#include <limits>
#include <thread>

#include "absl/strings/str_cat.h"
#include "storage/postgres/connection/failure.h"
#include "storage/testing/postgres_cluster.h"

namespace taqvim::storage::postgres {
namespace {

using storage::testing::PostgresCluster;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Ending = Connection::Answer::Ending;

constexpr Statement kBegin{"BEGIN"};
constexpr Statement kCommit{"COMMIT"};
constexpr Statement kAdd{"SELECT $1 + 1"};
constexpr Statement kInsert{"INSERT INTO thing VALUES($1)"};
constexpr Statement kCount{"SELECT count(*) FROM thing"};
constexpr Statement kFail{"SELECT 1 / $1"};
constexpr Statement kSleep{"SELECT pg_sleep(1000)"};
constexpr Statement kTerminate{"SELECT pg_terminate_backend($1::int)"};

class ConnectionTest : public ::testing::Test {
 protected:
  static PostgresCluster& cluster() { return PostgresCluster::Shared(); }
  std::unique_ptr<Connection> Connect() { return PostgresCluster::Connect(settings_); }
  // An empty table, which all connections of the test see.
  void MakeTable() {
    ASSERT_TRUE(connection_
                    ->Execute(absl::StrCat("CREATE SCHEMA ", settings_.schema,
                                           "; CREATE TABLE thing(id bigint PRIMARY KEY)"))
                    .ok());
  }
  int64_t Count() { return Connect()->Ask(kCount, {})->Int(0, 0); }

  ConnectionSettings settings_ = cluster().NewSchema();
  std::unique_ptr<Connection> connection_ = Connect();
};

TEST_F(ConnectionTest, ValuesComeBackAsTheyWereSent) {
  constexpr Statement kEcho{"SELECT $1, $2, $3, true, NULL::bigint, 7::smallint"};
  for (int64_t number : {int64_t{0}, int64_t{-1}, std::numeric_limits<int64_t>::max(),
                         std::numeric_limits<int64_t>::min()}) {
    const std::string bytes("\0\xff'\\", 4);
    const auto result =
        connection_->Ask(kEcho, Parameters().Int(number).Text("Ашхабад").Bytes(bytes));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->Int(0, 0), number);
    EXPECT_EQ(result->Bytes(0, 1), "Ашхабад");
    EXPECT_EQ(result->Bytes(0, 2), bytes);
    EXPECT_EQ(result->Int(0, 3), 1);
    EXPECT_TRUE(result->IsNull(0, 4));
    EXPECT_EQ(result->Int(0, 5), 7);
  }
}

TEST_F(ConnectionTest, ArraysComeBackAsTheyWereSent) {
  constexpr Statement kUnnest{
      "SELECT * FROM unnest($1, $2, $3, $4) AS u(number, truth, word, bytes)"};
  const auto result = connection_->Ask(kUnnest, Parameters()
                                                    .Ints({5, -5})
                                                    .Bools({true, false})
                                                    .Texts({"a", ""})
                                                    .ManyBytes({std::nullopt, "b"}));
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->rows(), 2);
  EXPECT_EQ(result->Int(1, 0), -5);
  EXPECT_EQ(result->Int(0, 1), 1);
  EXPECT_EQ(result->Int(1, 1), 0);
  EXPECT_EQ(result->Bytes(0, 2), "a");
  EXPECT_TRUE(result->IsNull(0, 3));
  EXPECT_EQ(result->Bytes(1, 3), "b");
  EXPECT_EQ(
      connection_->Ask(kUnnest, Parameters().Ints({}).Bools({}).Texts({}).ManyBytes({}))->rows(),
      0);
}

// More than the buffers of both sides hold, both ways.
TEST_F(ConnectionTest, MuchIsSentAndReadAtOnce) {
  constexpr Statement kLength{"SELECT length($1), $1"};
  const std::string large(5 << 20, 'x');
  std::vector<Connection::Command> commands;
  for (int i = 0; i < 4; ++i) commands.push_back({kLength, Parameters().Bytes(large)});
  const Connection::Answer answer = connection_->Run(commands);
  ASSERT_TRUE(answer.status.ok()) << answer.status;
  for (const Result& result : answer.results) {
    EXPECT_EQ(result.Int(0, 0), 5 << 20);
    EXPECT_EQ(result.Bytes(0, 1), large);
  }
  EXPECT_THAT(answer.results, SizeIs(4));
}

TEST_F(ConnectionTest, NothingIsDoneAfterWhatIsRefused) {
  MakeTable();
  const Connection::Answer answer = connection_->Run({{kBegin, {}},
                                                      {kInsert, Parameters().Int(1)},
                                                      {kFail, Parameters().Int(0)},
                                                      {kInsert, Parameters().Int(2)},
                                                      {kCommit, {}}});
  EXPECT_EQ(answer.ending, Ending::kRefused);
  EXPECT_THAT(answer.results, SizeIs(2));
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("22012"));
  EXPECT_TRUE(connection_->in_transaction());
  ASSERT_TRUE(connection_->Rollback().ok());
  EXPECT_FALSE(connection_->in_transaction());
  EXPECT_EQ(Count(), 0);
  // The statements that were not reached are prepared when they are needed.
  const Connection::Answer again =
      connection_->Run({{kBegin, {}}, {kInsert, Parameters().Int(2)}, {kCommit, {}}});
  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_EQ(again.results.back().tag(), "COMMIT");
  EXPECT_EQ(Count(), 1);
}

TEST_F(ConnectionTest, ACommitOfWhatHasFailedSaysThatItIsNone) {
  MakeTable();
  connection_->Run({{kBegin, {}}, {kFail, Parameters().Int(0)}});
  const Connection::Answer answer = connection_->Run({{kCommit, {}}});
  ASSERT_TRUE(answer.status.ok());
  EXPECT_EQ(answer.results[0].tag(), "ROLLBACK");
}

TEST_F(ConnectionTest, WhatIsTerminatedIsCut) {
  const std::unique_ptr<Connection> other = Connect();
  ASSERT_TRUE(other->Ask(kTerminate, Parameters().Int(connection_->backend())).ok());
  const Connection::Answer answer = connection_->Run({{kAdd, Parameters().Int(1)}});
  EXPECT_TRUE(answer.ending == Ending::kCut || answer.ending == Ending::kUnsent);
  EXPECT_EQ(FailureOf(answer.status), PostgresFailure::kConnection) << answer.status;
  EXPECT_FALSE(connection_->alive());
  EXPECT_EQ(connection_->Run({{kAdd, Parameters().Int(1)}}).ending, Ending::kUnsent);
}

TEST_F(ConnectionTest, AnAnswerThatDoesNotComeInTimeCuts) {
  settings_.answer_time = absl::Milliseconds(50);
  connection_ = Connect();
  const Connection::Answer answer = connection_->Run({{kSleep, {}}});
  EXPECT_EQ(answer.ending, Ending::kCut);
  EXPECT_EQ(FailureOf(answer.status), PostgresFailure::kConnection) << answer.status;
  EXPECT_FALSE(connection_->alive());
}

TEST_F(ConnectionTest, AStatementThatTakesTooLongIsRefusedAndTheConnectionStays) {
  settings_.statement_time = absl::Milliseconds(50);
  connection_ = Connect();
  const Connection::Answer answer = connection_->Run({{kSleep, {}}});
  EXPECT_EQ(answer.ending, Ending::kRefused);
  EXPECT_EQ(FailureOf(answer.status), PostgresFailure::kTimeout) << answer.status;
  EXPECT_EQ(connection_->Ask(kAdd, Parameters().Int(1))->Int(0, 0), 2);
}

TEST_F(ConnectionTest, ATransactionThatIsLeftOpenEnds) {
  MakeTable();
  settings_.idle_time = absl::Milliseconds(50);
  connection_ = Connect();
  ASSERT_TRUE(connection_->Run({{kBegin, {}}, {kInsert, Parameters().Int(1)}}).status.ok());
  // Another waits for the row until the transaction is gone.
  EXPECT_TRUE(Connect()->Ask(kInsert, Parameters().Int(1)).ok());
  const Connection::Answer answer = connection_->Run({{kCommit, {}}});
  EXPECT_EQ(FailureOf(answer.status), PostgresFailure::kConnection) << answer.status;
  EXPECT_EQ(Count(), 1);
}

// PostgreSQL answers such a commit as one that is done, and only warns.
TEST_F(ConnectionTest, ACancelledWaitForAStandbyIsHeardOf) {
  MakeTable();
  const std::unique_ptr<Connection> other = Connect();
  const auto wait_for = [&](const std::string& standby) {
    EXPECT_TRUE(
        other->Execute("ALTER SYSTEM SET synchronous_standby_names = '" + standby + "'").ok());
    EXPECT_TRUE(other->Execute("SELECT pg_reload_conf()").ok());
  };
  wait_for("nobody");
  std::thread cancel([&] {
    constexpr Statement kCancel{
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"};
    while (other->Ask(kCancel, {})->rows() == 0) std::this_thread::yield();
  });
  // Until the reload has reached this session, commits do not wait.
  Connection::Answer answer;
  for (int id = 1; answer.warnings.empty() && answer.status.ok(); ++id) {
    answer = connection_->Run({{kBegin, {}}, {kInsert, Parameters().Int(id)}, {kCommit, {}}});
  }
  cancel.join();
  EXPECT_TRUE(answer.status.ok()) << answer.status;
  EXPECT_EQ(answer.results.back().tag(), "COMMIT");
  EXPECT_THAT(answer.warnings, ElementsAre(HasSubstr("synchronous replication")));
  wait_for("");
  EXPECT_THAT(Connect()->Run({{kAdd, Parameters().Int(1)}}).warnings, IsEmpty());
}

TEST_F(ConnectionTest, WhereNobodyListensNobodyIsWaitedFor) {
  settings_.conninfo = "host=/nowhere";
  const auto connection = Connection::Open(settings_);
  EXPECT_EQ(connection.status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ConnectionTest, AfterARestartItConnectsAnew) {
  cluster().Restart(SIGQUIT);
  EXPECT_FALSE(connection_->Ask(kAdd, Parameters().Int(1)).ok());
  EXPECT_EQ(Connect()->Ask(kAdd, Parameters().Int(1))->Int(0, 0), 2);
}

}  // namespace
}  // namespace taqvim::storage::postgres
