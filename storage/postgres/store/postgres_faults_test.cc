// Two servers book while their connections are cut and their database crashes. All that was
// answered is there, once, and nothing else. TAQVIM_SEED: the seed of what is cut.
#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/postgres/schema/schema.h"
#include "storage/postgres/store/postgres_store.h"
#include "storage/testing/postgres_cluster.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

using postgres::Connection;
using postgres::Parameters;
using postgres::Result;
using postgres::Statement;

constexpr ResourceId kHall = 900;
constexpr int kWriters = 4;
constexpr int kWritesOfEach = 60;
constexpr int kCuts = 40;
constexpr int kCrashes = 2;

class PostgresFaultsTest : public ::testing::Test {
 protected:
  PostgresFaultsTest() {
    const auto owner = PostgresCluster::Connect(settings_);
    const absl::Status made = postgres::MakeSchema(*owner, settings_.schema, "0123456789abcdef");
    EXPECT_TRUE(made.ok()) << made;
    for (int i = 0; i < 2; ++i) stores_.push_back(Open());
    const char* given = std::getenv("TAQVIM_SEED");
    seed_ = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::cout << "TAQVIM_SEED=" << seed_ << std::endl;
  }

  static PostgresCluster& cluster() { return PostgresCluster::Shared(); }
  std::unique_ptr<Store> Open() {
    auto store =
        OpenPostgresStore({.connection = settings_,
                           .snapshot_budget = absl::InfiniteDuration(),
                           .fatal = [](const absl::Status& why) { ADD_FAILURE() << why; }});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // A new event, which takes the first hour of the hall that is free.
  static WriteFunction Booking() {
    return [](Transaction& t) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(const auto taken, t.ClaimsOverlapping(kHall, {}, ClaimKinds::All(), 1000));
      const auto hour = static_cast<int64_t>(taken.size());
      const ResourceId id = t.NewId();
      RETURN_IF_ERROR(
          t.Apply({.puts = {{.id = id, .kind = Kind::kEvent, .name = absl::StrCat("events/", id)}},
                   .claims = {{.atom = kHall, .interval = {hour, hour + 1}, .owner = id}}}));
      return absl::StrCat(hour);
    };
  }
  // Books, and asks for the same again, at either server, until it is answered.
  void WriteAll(int writer) {
    for (int i = 0; i < kWritesOfEach; ++i) {
      const std::string request = absl::StrCat(writer, "-", i);
      for (int attempt = 0;; ++attempt) {
        Store& store = *stores_[static_cast<size_t>(writer + i + attempt) % 2];
        const WriteOutcome outcome = WriteAndWait(
            store, {.principal = "p", .request_id = request, .method = "Test.Book"}, Booking());
        if (outcome.status.ok()) {
          absl::MutexLock lock(&mutex_);
          answered_[request] = outcome;
          break;
        }
        ASSERT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable) << outcome.status;
        ++refused_;
      }
    }
  }
  // Waits until so many writes are answered.
  void AwaitAnswered(size_t count) {
    absl::MutexLock lock(&mutex_);
    auto there = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return answered_.size() >= count; };
    mutex_.Await(absl::Condition(&there));
  }
  // Ends a session of the servers.
  void CutOne(std::mt19937_64& random) {
    constexpr Statement kCut{
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND application_name = 'taqvim' ORDER BY pid OFFSET $1 LIMIT 1"};
    const auto connection = PostgresCluster::Connect(settings_);
    connection->Ask(kCut, Parameters().Int(static_cast<int64_t>(random() % 8))).IgnoreError();
  }

  const postgres::ConnectionSettings settings_ = cluster().NewSchema();
  uint64_t seed_ = 0;
  absl::Mutex mutex_;
  std::map<std::string, WriteOutcome> answered_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int> refused_ = 0;
  std::vector<std::unique_ptr<Store>> stores_;
};

TEST_F(PostgresFaultsTest, AllThatWasAnsweredIsThereOnce) {
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer] { WriteAll(writer); });
  }
  constexpr size_t kAll = kWriters * kWritesOfEach;
  std::mt19937_64 random(seed_);
  for (int cut = 0; cut < kCuts; ++cut) {
    AwaitAnswered(kAll * static_cast<size_t>(cut) / (kCuts + 1));
    CutOne(random);
    if (cut % (kCuts / kCrashes) == kCuts / kCrashes / 2) cluster().Restart(SIGQUIT);
  }
  for (std::thread& writer : writers) writer.join();
  std::cout << refused_ << " writes were refused or not known to be done." << std::endl;

  constexpr Statement kLog{"SELECT revision, request_id FROM log WHERE revision > 0 ORDER BY 1"};
  const auto connection = PostgresCluster::Connect(settings_);
  const absl::StatusOr<Result> log = connection->Ask(kLog, {});
  ASSERT_TRUE(log.ok()) << log.status();
  absl::MutexLock lock(&mutex_);
  ASSERT_EQ(log->rows(), kAll);
  for (int row = 0; row < log->rows(); ++row) {
    EXPECT_EQ(log->Int(row, 0), row + 1);
    const std::string request(log->Bytes(row, 1));
    EXPECT_EQ(answered_[request].revision.number, row + 1) << request;
    // Hours are booked in the order of revisions.
    EXPECT_EQ(answered_[request].answer, absl::StrCat(row));
  }
  constexpr Statement kTaken{"SELECT count(*), count(DISTINCT lower(span)) FROM taken"};
  const absl::StatusOr<Result> taken = connection->Ask(kTaken, {});
  EXPECT_EQ(taken->Int(0, 0), kAll);
  EXPECT_EQ(taken->Int(0, 1), kAll);
}

}  // namespace
}  // namespace taqvim::storage::testing
