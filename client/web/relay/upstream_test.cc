#include "client/web/relay/upstream.h"

#include <gtest/gtest.h>

#include <memory>

#include "absl/synchronization/notification.h"

namespace taqvim::web {
namespace {

bool CarriesSecrets(const std::string& server, const client::Credentials& credentials = {}) {
  const auto upstream = Upstream::Connect(server, credentials);
  return upstream.ok() && (*upstream)->carries_secrets();
}

TEST(Upstream, CarriesSecretsWhereNobodyElseReadsThem) {
  EXPECT_TRUE(CarriesSecrets("127.0.0.1:8750"));
  EXPECT_TRUE(CarriesSecrets("unix:/run/taqvim.socket"));
  EXPECT_TRUE(CarriesSecrets("schedule.example:8750", {.tls = true}));
}

// Strangers may look, and nobody can be signed in.
TEST(Upstream, CarriesNoneInPlainTextToAnotherMachine) {
  const auto upstream = Upstream::Connect("192.0.2.7:8750", {});
  ASSERT_TRUE(upstream.ok());
  EXPECT_FALSE((*upstream)->carries_secrets());
}

// The last connection of a process that ended on a thread of gRPC's took that thread's queue with
// it, and the process.
TEST(Upstream, OutlivesItsCalls) {
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    auto upstream = Upstream::Connect("127.0.0.1:1", {}, /*connections=*/1);
    ASSERT_TRUE(upstream.ok());
    const auto kept = std::make_shared<absl::Notification>();
    UnaryCall::Make(**upstream, {.path = "/taqvim.v1.AccessService/GetCaller"}, ToBuffer(""))
        ->Start([kept](const grpc::Status&, const grpc::ByteBuffer&) { kept->Notify(); });
    kept->WaitForNotification();
    upstream->reset();
    // What the call had is gone with it, too.
    ASSERT_EQ(kept.use_count(), 1);
  }
}

TEST(Upstream, SpreadsCallsOverItsConnections) {
  const auto made = Upstream::Connect("127.0.0.1:8750", {}, /*connections=*/2);
  ASSERT_TRUE(made.ok());
  Upstream* const upstream = made->get();
  auto one = upstream->Choose();
  const auto two = upstream->Choose();
  EXPECT_NE(&one->stub(), &two->stub());
  const auto* const first = &one->stub();
  one.reset();
  EXPECT_EQ(&upstream->Choose()->stub(), first);
  // The one that was left has the fewest, whoever's turn it would be.
  EXPECT_EQ(&upstream->Choose()->stub(), first);
}

}  // namespace
}  // namespace taqvim::web
