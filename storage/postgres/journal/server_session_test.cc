#include "storage/postgres/journal/server_session.h"

#include <gtest/gtest.h>

#include "storage/postgres/connection/failure.h"
#include "storage/testing/postgres_cluster.h"

namespace taqvim::storage::postgres {
namespace {

using storage::testing::PostgresCluster;

class ServerSessionTest : public ::testing::Test {
 protected:
  ServerSessionTest() {
    EXPECT_TRUE(MakeSchema(*other_, settings_.schema, "0123456789abcdef").ok());
  }
  std::unique_ptr<ServerSession> Begin() {
    auto session = ServerSession::Begin(settings_, "me", head_);
    EXPECT_TRUE(session.ok()) << session.status();
    return *std::move(session);
  }

  ConnectionSettings settings_ = PostgresCluster::Shared().NewSchema();
  std::unique_ptr<Connection> other_ = PostgresCluster::Connect(settings_);
  Head head_{Revision()};
};

// It may still stand in a proxy, or in a backend that waits for the lock.
TEST_F(ServerSessionTest, WhatWasSentBeforeItsOutcomeWasLookedForIsRefusedAfter) {
  const std::unique_ptr<ServerSession> session = Begin();
  const Connection::Command sent = session->AtHead(Revision());
  ASSERT_TRUE(other_->Run({sent}).status.ok());
  EXPECT_FALSE(session->HasForGood({1, 5}).value());
  EXPECT_EQ(FailureOf(other_->Run({sent}).status), PostgresFailure::kSessionOver);
  EXPECT_TRUE(other_->Run({session->AtHead(Revision())}).status.ok());
}

TEST_F(ServerSessionTest, WhatWasDoneIsFound) {
  const std::unique_ptr<ServerSession> session = Begin();
  ASSERT_TRUE(
      other_
          ->Execute("INSERT INTO log SELECT 1, 5, time, next_id, principal, request_id, method, "
                    "changes, written, before, request_hash, answer FROM log")
          .ok());
  EXPECT_TRUE(session->HasForGood({1, 5}).value());
  EXPECT_FALSE(session->HasForGood({1, 6}).value());
}

TEST_F(ServerSessionTest, AnotherStoreInThePlaceOfTheFirstIsNotGoneOnWith) {
  const std::unique_ptr<ServerSession> session = Begin();
  ASSERT_TRUE(other_->Execute("UPDATE meta SET value = 'x' WHERE key = 'store_id'").ok());
  session->Drop();
  EXPECT_FALSE(session->connection().ok());
  EXPECT_TRUE(head_.failed());
}

TEST_F(ServerSessionTest, ASessionEndsWithItsServer) {
  const auto sessions = [&] {
    constexpr Statement kCount{"SELECT count(*) FROM session"};
    return other_->Ask(kCount, {})->Int(0, 0);
  };
  std::unique_ptr<ServerSession> session = Begin();
  EXPECT_EQ(sessions(), 1);
  session.reset();
  EXPECT_EQ(sessions(), 0);
}

}  // namespace
}  // namespace taqvim::storage::postgres
