// What is particular to the SQLite store: its groups, budgets and manual drive.
#include "storage/sqlite/store/sqlite_store.h"

#include <gmock/gmock.h>

#include <numeric>
#include <vector>

#include "storage/testing/fault_vfs.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;

class SqliteStoreTest : public ::testing::Test {
 protected:
  void Open(SqliteOptions options) {
    options.path = directory_.File("taqvim.db");
    options.create = true;
    options.vfs = vfs_.name();
    // Where a test says nothing of it, no slowness of the machine ends a group.
    if (options.group_time == SqliteOptions().group_time) {
      options.group_time = absl::InfiniteDuration();
    }
    store_ = OpenManualSqliteStore(options).value();
    store_->OnNewRevision(
        [this](const NewRevisions& revisions) { heard_.push_back(revisions.newest.number); });
  }

  // The first write syncs the head of the write-ahead log, too.
  void OpenAndWriteOnce() {
    Open({});
    Queue({});
    store_->RunPendingWrites();
  }

  // Queues a write that puts an event of so many bytes.
  void Queue(WriteOptions options, size_t bytes = 10) {
    options.principal = "users/tester";
    store_->Write(
        options,
        [this, bytes](Transaction& t) -> absl::StatusOr<std::string> {
          Mutation mutation;
          mutation.puts.push_back({t.NewId(), Kind::kEvent, "events/" + std::to_string(++names_),
                                   std::string(bytes, 'x')});
          if (absl::Status status = t.Apply(mutation); !status.ok()) return status;
          return "";
        },
        [](const WriteOutcome& outcome) { EXPECT_TRUE(outcome.status.ok()) << outcome.status; });
  }

  TemporaryDirectory directory_;
  FaultVfs vfs_{"taqvim-group"};
  int names_ = 0;
  std::vector<int64_t> heard_;
  std::unique_ptr<ManualStore> store_;
};

TEST_F(SqliteStoreTest, AGroupSharesOneSync) {
  OpenAndWriteOnce();
  for (int i = 0; i < 64; ++i) Queue({});
  vfs_.Set({.steps = static_cast<unsigned>(FaultStep::kSync)});
  EXPECT_EQ(store_->RunPendingWrites(), 64);
  EXPECT_EQ(vfs_.steps(), 1);
  EXPECT_THAT(heard_, ElementsAre(1, 65));
}

TEST_F(SqliteStoreTest, AWriteWithoutAChangeOfItsOwnStillIsOneRevisionOnDisk) {
  OpenAndWriteOnce();
  vfs_.Set({.steps = static_cast<unsigned>(FaultStep::kSync)});
  WriteAndWait(*store_, {}, [](Transaction&) { return ""; });
  EXPECT_EQ(vfs_.steps(), 1);
}

TEST_F(SqliteStoreTest, RefusalsAndDryRunsSyncNothing) {
  OpenAndWriteOnce();
  vfs_.Set({.steps = static_cast<unsigned>(FaultStep::kSync)});
  Queue({.dry_run = true});
  WriteAndWait(*store_, {}, [](Transaction&) -> absl::StatusOr<std::string> {
    return absl::NotFoundError("nothing");
  });
  EXPECT_EQ(vfs_.steps(), 0);
}

TEST_F(SqliteStoreTest, HeavyWritesGetACommitOfTheirOwn) {
  Open({.heavy_weight = 10});
  for (int weight : {1, 1, 10, 11, 1, 9}) Queue({.weight = weight});
  store_->RunPendingWrites();
  EXPECT_THAT(heard_, ElementsAre(2, 3, 4, 6));
}

TEST_F(SqliteStoreTest, GroupsEndAtTheirCountAndBytes) {
  Open({.group_limit = 3, .group_bytes = 1000});
  for (size_t bytes : {10, 10, 10, 10, 1000, 10}) Queue({}, bytes);
  store_->RunPendingWrites();
  EXPECT_THAT(heard_, ElementsAre(3, 5, 6));
}

TEST_F(SqliteStoreTest, GroupsEndWhenTheirTimeIsOver) {
  SqliteOptions options{.group_time = absl::Milliseconds(5)};
  int64_t now = 0;
  options.env.now = [&now] { return absl::FromUnixMillis(now++); };
  Open(options);
  for (int i = 0; i < 4; ++i) Queue({});
  store_->RunPendingWrites();
  EXPECT_GT(heard_.size(), 1);
  EXPECT_EQ(heard_.back(), 4);
}

TEST_F(SqliteStoreTest, ASnapshotIsNotHeldBeyondItsBudget) {
  Open({.snapshot_budget = absl::ZeroDuration()});
  absl::Status status = ReadAndWait(*store_, {}, [](Snapshot& snapshot) {
    EXPECT_FALSE(snapshot.FindById(1).ok());
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << "though the function ignored it";
}

TEST_F(SqliteStoreTest, NothingRunsBeforeItIsToldTo) {
  Open({});
  bool read = false;
  Queue({});
  store_->Read(
      {}, [](Snapshot&) { return absl::OkStatus(); }, [&](const absl::Status&) { read = true; });
  EXPECT_EQ(store_->newest_revision().number, 0);
  EXPECT_FALSE(read);
  EXPECT_EQ(store_->RunPendingWrites(), 1);
  EXPECT_EQ(store_->RunPendingReads(), 1);
  EXPECT_EQ(store_->newest_revision().number, 1);
  EXPECT_TRUE(read);
}

TEST_F(SqliteStoreTest, ReadsOfOneWhoReadsMuchHoldUpNobodyElses) {
  Open({});
  std::vector<std::string> order;
  const auto read = [&](ReadOptions options) {
    const std::string who = options.account;
    store_->Read(
        std::move(options),
        [&order, who](Snapshot&) {
          order.push_back(who);
          return absl::OkStatus();
        },
        [](const absl::Status& status) { EXPECT_TRUE(status.ok()) << status; });
  };
  for (int i = 0; i < 3; ++i) read({.account = "much"});
  read({.account = "little"});
  read({.urgent = true});
  store_->RunPendingReads();
  EXPECT_THAT(order, ElementsAre("", "much", "little", "much", "much"));
}

TEST_F(SqliteStoreTest, ACallbackMayQueueTheNextWrite) {
  Open({});
  std::vector<int64_t> revisions;
  std::function<void(WriteOutcome)> next = [&](const WriteOutcome& outcome) {
    revisions.push_back(outcome.revision.number);
    if (revisions.size() < 3)
      store_->Write(
          {}, [](Transaction&) { return ""; }, next);
  };
  store_->Write(
      {}, [](Transaction&) { return ""; }, next);
  EXPECT_EQ(store_->RunPendingWrites(), 3);
  EXPECT_THAT(revisions, ElementsAre(1, 2, 3));
}

TEST_F(SqliteStoreTest, SaysHowItIsDoing) {
  Open({.queue_limit = 8});
  for (int i = 0; i < 3; ++i) Queue({});
  StoreStatistics statistics = store_->statistics();
  EXPECT_EQ(statistics.newest.number, 0);
  EXPECT_EQ(statistics.queue_limit, 8);
  EXPECT_EQ(statistics.writes_waiting, 3);
  EXPECT_EQ(statistics.writes_under_way, 3);
  store_->RunPendingWrites();
  store_->Read(
      {}, [](Snapshot&) { return absl::OkStatus(); }, [](const absl::Status&) {});
  statistics = store_->statistics();
  EXPECT_EQ(statistics.newest.number, 3);
  EXPECT_EQ(statistics.writes_under_way, 0);
  EXPECT_EQ(statistics.reads_waiting, 1);
  EXPECT_EQ(statistics.groups, 1);
  EXPECT_EQ(statistics.grouped_writes, 3);
  EXPECT_EQ(
      std::accumulate(statistics.syncs.counts.begin(), statistics.syncs.counts.end(), size_t{0}),
      1);
  EXPECT_GT(statistics.syncs.seconds, 0);
  EXPECT_FALSE(statistics.failed);
  store_->RunPendingReads();
  EXPECT_EQ(store_->statistics().reads_waiting, 0);
}

TEST_F(SqliteStoreTest, SaysHowMuchOfTheDiskItTakes) {
  Open({.log = {.age = absl::Hours(24 * 90), .bytes = 1 << 30}});
  Queue({}, 100'000);
  store_->RunPendingWrites();
  const StoreStatistics statistics = store_->statistics();
  EXPECT_GT(statistics.data_bytes, 0);
  EXPECT_GT(statistics.wal_bytes, 100'000);
  EXPECT_GT(statistics.free_bytes, 0);
  EXPECT_GT(statistics.log_bytes, 100'000);
}

TEST(TimingCounterTest, CountsByBoundsThatAreIncluded) {
  TimingCounter counter;
  counter.Add(absl::ZeroDuration());
  counter.Add(absl::Microseconds(200));
  counter.Add(absl::Microseconds(201));
  counter.Add(absl::Seconds(5));
  counter.Add(absl::Seconds(60));
  const Timings timings = counter.timings();
  EXPECT_THAT(timings.counts, ElementsAre(2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1));
  EXPECT_NEAR(timings.seconds, 65.000401, 1e-9);
}

}  // namespace
}  // namespace taqvim::storage::testing
