// Backups beside those who write: neither waits for the other, however slow the reader of pages or
// the target is.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/testing/backup_fixture.h"
#include "storage/testing/hanging_age.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;

// One who writes as fast as the store answers.
class Writer {
 public:
  explicit Writer(Store& store) : store_(store), thread_([this] { Loop(); }) {}
  ~Writer() {
    {
      absl::MutexLock lock(&mutex_);
      ends_ = true;
    }
    thread_.join();
  }

  // Waits for so many more writes.
  void Await(int more) {
    absl::MutexLock lock(&mutex_);
    const int until = written_ + more;
    auto enough = [this, until]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return written_ >= until; };
    mutex_.Await(absl::Condition(&enough));
  }
  int written() {
    absl::MutexLock lock(&mutex_);
    return written_;
  }

 private:
  void Loop() {
    for (bool goes_on = true; goes_on;) {
      const WriteOutcome outcome =
          WriteAndWait(store_, {.principal = "writer"},
                       [this](Transaction& transaction) { return PutOne(transaction); });
      EXPECT_TRUE(outcome.status.ok()) << outcome.status;
      absl::MutexLock lock(&mutex_);
      ++written_;
      goes_on = !ends_ && outcome.status.ok();
    }
  }
  absl::StatusOr<std::string> PutOne(Transaction& transaction) {
    Mutation mutation;
    const ResourceId id = transaction.NewId();
    mutation.puts.push_back(
        {id, Kind::kEvent, absl::StrCat("events/", id), std::string(2000, 'x')});
    RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
    return "";
  }

  Store& store_;
  absl::Mutex mutex_;
  int written_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

TEST(BackupWhileWriting, NeitherHoldsTheLogOnDiskBackNorWriters) {
  TemporaryDirectory directory;
  const std::string path = directory.File("taqvim.db");
  const auto store =
      OpenSqliteStore({.path = path, .create = true, .checkpoint_pages = 50}).value();
  Writer writer(*store);
  writer.Await(60);
  std::uintmax_t largest = 0;
  // Each page waits for the writer, who would wait for ever if it waited for the backup.
  Watched source(store->backup_source(), [&] {
    writer.Await(5);
    largest = std::max(largest, fs::file_size(path + "-wal"));
    return absl::OkStatus();
  });
  const auto target = Target::OpenToWrite(directory.File("target"), store->store_id(), {}).value();
  const auto taken = TakeBackup(source, *target, {.page_bytes = 20'000});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_GE(taken->reached.revision(), 60);
  // A write takes some five pages of 4 KiB; beyond 50 they are copied into the file, and written
  // over.
  EXPECT_LT(largest, static_cast<std::uintmax_t>(writer.written()) * 2 * 4096);
}

// A store that one thread writes to, the same in each, which copies its write-ahead log into the
// file after 50 pages.
class WrittenStore {
 public:
  WrittenStore() {
    SqliteOptions options{.path = path_, .create = true, .checkpoint_pages = 50};
    options.env.random = [this] { return random_(); };
    options.env.now = [this] { return now_ += absl::Milliseconds(700); };
    options.env.steady = nullptr;
    store_ = OpenManualSqliteStore(options).value();
  }

  void Write(int count) {
    written_ += count;
    for (int i = 0; i < count; ++i) {
      history_.WriteOne(*store_);
      largest_log_ = std::max(largest_log_, store_->statistics().wal_bytes.value_or(0));
    }
  }

  ManualStore& store() { return *store_; }
  const std::string& path() const { return path_; }
  std::string target() const { return directory_.File("target"); }
  int written() const { return written_; }
  int64_t largest_log() const { return largest_log_; }

 private:
  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  std::mt19937_64 random_{20261130};
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  RandomHistory history_{20261130};
  std::unique_ptr<ManualStore> store_;
  int written_ = 0;
  int64_t largest_log_ = 0;
};

TEST(BackupWhileWriting, LeavesTheLogOnDiskAsLargeAsWithoutItHoweverLateAPageIsAskedFor) {
  WrittenStore with;
  with.Write(60);
  // Several times what makes the log begin anew, before each page.
  Watched source(with.store().backup_source(), [&with] {
    with.Write(25);
    return absl::OkStatus();
  });
  const auto target = Target::OpenToWrite(with.target(), with.store().store_id(), {}).value();
  ASSERT_TRUE(TakeBackup(source, *target, {.page_bytes = 50'000}).ok());
  ASSERT_GT(with.written(), 250);

  // A page is read in a transaction of its own, and nothing is written meanwhile: so no copying of
  // the log ever found one that it had to leave for.
  WrittenStore without;
  without.Write(with.written());
  EXPECT_EQ(with.largest_log(), without.largest_log());

  // What would have been, had a reader kept what it saw.
  WrittenStore held;
  held.Write(60);
  const auto reader = Connection::Open(held.path(), "", Connection::Mode::kReadOnly).value();
  ASSERT_TRUE(reader->Execute("BEGIN").ok());
  ASSERT_TRUE(reader->QueryInt("SELECT count(*) FROM log").ok());
  held.Write(without.written() - 60);
  EXPECT_GT(held.largest_log(), 5 * without.largest_log());
}

TEST(BackupWhileWriting, IsAloneInWaitingForATargetThatHangs) {
  TemporaryDirectory directory;
  HangingAge age(directory.File("age"));
  const std::string path = directory.File("taqvim.db");
  const auto store =
      OpenSqliteStore({.path = path, .create = true, .checkpoint_pages = 50}).value();
  Writer writer(*store);
  // More than fits into the pipe to the target.
  writer.Await(100);
  const auto target =
      Target::OpenToWrite(directory.File("target"), store->store_id(), age.keys()).value();
  std::atomic<bool> ended = false;
  absl::StatusOr<BackupTaken> taken;
  std::thread backup([&] {
    taken = TakeBackup(store->backup_source(), *target, {.page_bytes = 20'000});
    ended = true;
  });
  age.AwaitHang();
  const int before = writer.written();
  writer.Await(400);
  EXPECT_FALSE(ended);
  // A write takes some five pages of 4 KiB.
  EXPECT_LT(store->statistics().wal_bytes.value(), int64_t{before + 400} * 2 * 4096);
  // Who backs up to another target does not wait for it either.
  const auto other = Target::OpenToWrite(directory.File("other"), store->store_id(), {}).value();
  EXPECT_TRUE(TakeBackup(store->backup_source(), *other, {}).ok());
  EXPECT_FALSE(ended);
  age.LetGo();
  backup.join();
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_GE(taken->reached.revision(), 100);
}

}  // namespace
}  // namespace taqvim::storage::testing
