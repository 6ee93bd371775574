#include "storage/sqlite/store/sqlite_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/log/head.h"
#include "storage/engine/store/engine.h"
#include "storage/sqlite/backup/backup_reader.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/data_file.h"
#include "storage/sqlite/file/data_lock.h"
#include "storage/sqlite/file/disk_use.h"
#include "storage/sqlite/file/files_watch.h"
#include "storage/sqlite/file/schema.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/file/wal_file.h"
#include "storage/sqlite/file/wal_vfs.h"
#include "storage/sqlite/journal/sqlite_journal.h"
#include "storage/sqlite/journal/sqlite_sync.h"
#include "storage/sqlite/log/head_failure.h"
#include "storage/sqlite/log/log_keeper.h"
#include "storage/sqlite/log/log_reader.h"
#include "storage/sqlite/store/sqlite_chores.h"

namespace taqvim::storage {
namespace {

// How often an idle writer looks whether another has written.
constexpr absl::Duration kLookForOthers = absl::Seconds(1);

// SQLite counts the memory that it has, at the price of a lock that all threads
// share, unless it is told not to before its first use; nobody asks for the count.
void DoNotCountMemory() {
  // What is in use already refuses, and goes on counting.
  [[maybe_unused]] static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

EngineOptions EngineOptionsOf(const SqliteOptions& options, bool threaded) {
  return {.env = options.env,
          .threaded = threaded,
          .readers = options.readers,
          .queue_limit = options.queue_limit,
          .group_limit = options.group_limit,
          .group_bytes = options.group_bytes,
          .group_time = options.group_time,
          .heavy_weight = options.heavy_weight,
          .follow_pause = kLookForOthers,
          .snapshot_budget = options.snapshot_budget,
          .fatal = options.fatal,
          .alarm = options.alarm};
}

class SqliteStore final : public Store {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(SqliteOptions options, bool threaded);
  ~SqliteStore() override;

  void Write(WriteOptions options, WriteFunction function, WriteCallback done) override {
    engine_->Write(std::move(options), std::move(function), std::move(done));
  }
  bool full() const override { return engine_->full(); }
  void Read(ReadOptions options, ReadFunction function, ReadCallback done) override {
    engine_->Read(std::move(options), std::move(function), std::move(done));
  }
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) override {
    return log_->ChangesAfter(revision, limit, max_bytes);
  }
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part) override {
    return log_->MoreChanges(revision, part);
  }
  absl::StatusOr<LogReach> Reach() override { return log_->Reach(); }
  absl::StatusOr<Revision> RevisionAt(int64_t number) override { return log_->RevisionAt(number); }
  BackupSource& backup_source() override { return *backup_; }
  Revision newest_revision() const override { return head_.newest(); }
  StoreStatistics statistics() const override;
  std::string store_id() const override { return memory_.store_id; }
  absl::Time due_time() override { return clock_.Now(); }
  void SetDuty(DutyFunction duty) override { engine_->SetDuty(std::move(duty)); }
  int OnNewRevision(RevisionListener listener) override {
    return engine_->OnNewRevision(std::move(listener));
  }
  void RemoveListener(int number) override { engine_->RemoveListener(number); }

  // For stores without threads.
  size_t RunPendingWrites();
  size_t RunPendingReads() { return engine_->RunPendingReads(); }

 private:
  explicit SqliteStore(SqliteOptions options)
      : options_(std::move(options)), clock_(options_.env, options_.alarm), head_(Revision()) {}

  absl::Status OpenWriter();
  absl::Status OpenReaders(bool threaded);
  absl::Status OpenSync();
  // The store has failed, and says so when all before is answered.
  void Fail(const absl::Status& error);

  const SqliteOptions options_;
  DueClock clock_;
  // Destroyed from the last: the writer's connection closes after all readers',
  // the lock goes at the very end.
  std::unique_ptr<DataLock> lock_;
  std::unique_ptr<StoreFiles> files_;
  std::unique_ptr<WalVfs> wal_vfs_;  // the writer's connection's
  Memory memory_;
  Head head_;
  std::unique_ptr<SqliteJournal> journal_;
  std::unique_ptr<SqliteChores> chores_;
  std::unique_ptr<SqliteSync> sync_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<LogReader> log_;
  std::unique_ptr<BackupReader> backup_;
  std::unique_ptr<LogKeeper> keeper_;  // none when all is kept
  std::unique_ptr<FilesWatch> watch_;  // none without threads
};

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(SqliteOptions options,
                                                               bool threaded) {
  DoNotCountMemory();
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(options)));
  const std::string& path = store->options_.path;
  const bool has_log = HasLog(path);
  if (absl::Status status = store->OpenWriter(); !status.ok()) {
    return has_log ? WithLogOfAnother(status, path) : status;
  }
  store->engine_ = std::make_unique<Engine>(Engine::Parts{.memory = store->memory_,
                                                          .journal = *store->journal_,
                                                          .head = store->head_,
                                                          .clock = store->clock_,
                                                          .chores = *store->chores_},
                                            EngineOptionsOf(store->options_, threaded));
  RETURN_IF_ERROR(store->OpenReaders(threaded));
  RETURN_IF_ERROR(store->OpenSync());
  store->engine_->Start(*store->sync_);
  if (threaded) {
    store->watch_ = std::make_unique<FilesWatch>(
        *store->files_, store->options_.files_pause,
        [store = store.get()](const absl::Status& status) { store->Fail(status); });
  }
  return store;
}

absl::Status SqliteStore::OpenWriter() {
  RETURN_IF_ERROR(CheckDataFile(options_.path, options_.vfs, options_.create));
  ASSIGN_OR_RETURN(lock_, DataLock::Acquire(options_.path, options_.create));
  files_ = std::make_unique<StoreFiles>(options_.path, *lock_);
  wal_vfs_ = std::make_unique<WalVfs>(options_.vfs);
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options_.path, wal_vfs_->name(), Connection::Mode::kReadWrite));
  RETURN_IF_ERROR(PrepareDataFile(*connection, options_));
  ASSIGN_OR_RETURN(memory_.store_id,
                   connection->QueryText("SELECT value FROM meta WHERE key = 'store_id'"));
  ASSIGN_OR_RETURN(journal_,
                   SqliteJournal::Open(std::move(connection), options_, memory_, head_, *files_));
  ASSIGN_OR_RETURN(chores_,
                   SqliteChores::Open({.options = options_,
                                       .memory = memory_,
                                       .head = head_,
                                       .files = *files_,
                                       .clock = clock_,
                                       .connection = journal_->connection()},
                                      [this](const absl::Status& status) { Fail(status); }));
  return absl::OkStatus();
}

absl::Status SqliteStore::OpenReaders(bool threaded) {
  ASSIGN_OR_RETURN(log_, LogReader::Open(options_, head_));
  const auto hold = [this](const std::string& target, int64_t revision) {
    chores_->holds().Set(target, revision, clock_.Now());
    engine_->Wake();
  };
  ASSIGN_OR_RETURN(backup_, BackupReader::Open(options_, head_, memory_.store_id, hold));
  RETURN_IF_ERROR(engine_->OpenReaders());
  if (options_.log.unlimited()) return absl::OkStatus();
  auto trim = [this](const std::vector<int64_t>& steps) {
    chores_->trimmer().Add(steps);
    engine_->Wake();
  };
  ASSIGN_OR_RETURN(keeper_, LogKeeper::Open(options_, head_, clock_, trim, threaded));
  return absl::OkStatus();
}

// The file may hold what a killed server committed and did not sync; it must be
// on disk before anything that rests on it is answered. The checkpoint of the
// opening brings it there, unless another program's reader stands in its way.
absl::Status SqliteStore::OpenSync() {
  ASSIGN_OR_RETURN(std::unique_ptr<WalFile> wal, WalFile::Open(options_.path, options_.vfs));
  RETURN_IF_ERROR(wal->Sync());
  sync_ = std::make_unique<SqliteSync>(std::move(wal), *files_, head_);
  ASSIGN_OR_RETURN(const int64_t page_size, journal_->connection().QueryInt("PRAGMA page_size"));
  return files_->Begin(page_size);
}

SqliteStore::~SqliteStore() {
  watch_.reset();
  keeper_.reset();
  if (engine_ != nullptr) engine_->Close();
  sync_.reset();
  log_.reset();
  backup_.reset();
  if (journal_ == nullptr) return;
  FailForFiles(files_->Check(), head_);
  // What was said since the writer looked last.
  if (chores_ != nullptr) chores_->SaveHolds();
  // A failed disk is left alone, and so is what others have laid hands on; the next
  // start recovers.
  journal_->connection().CheckpointOnClose(!head_.failed());
  if (engine_ != nullptr) engine_->AnnounceFailure();
}

StoreStatistics SqliteStore::statistics() const {
  const DiskUse disk = DiskUseOf(lock_->real_path());
  StoreStatistics statistics = engine_->statistics();
  statistics.log_bytes = keeper_ == nullptr ? std::nullopt : keeper_->bytes();
  statistics.data_bytes = disk.data_bytes;
  statistics.wal_bytes = disk.wal_bytes;
  statistics.free_bytes = disk.free_bytes;
  statistics.newest_backup = chores_->holds().Newest();
  return statistics;
}

void SqliteStore::Fail(const absl::Status& error) {
  // What looks like a failure of the disk may be somebody's doing.
  FailForFiles(files_->Check(), head_);
  FailForDisk(error, head_);
  engine_->HeadFailed();
}

size_t SqliteStore::RunPendingWrites() {
  const size_t count = engine_->RunPendingWrites();
  chores_->SaveHolds();
  if (keeper_ != nullptr) keeper_->Look();
  while (chores_->due()) chores_->Tend([this] { engine_->Drain(); });
  return count;
}

class ManualSqliteStore final : public ManualStore {
 public:
  explicit ManualSqliteStore(std::unique_ptr<SqliteStore> store) : store_(std::move(store)) {}

  void Write(WriteOptions options, WriteFunction function, WriteCallback done) override {
    store_->Write(std::move(options), std::move(function), std::move(done));
  }
  bool full() const override { return store_->full(); }
  void Read(ReadOptions options, ReadFunction function, ReadCallback done) override {
    store_->Read(std::move(options), std::move(function), std::move(done));
  }
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) override {
    return store_->ChangesAfter(revision, limit, max_bytes);
  }
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part) override {
    return store_->MoreChanges(revision, part);
  }
  absl::StatusOr<LogReach> Reach() override { return store_->Reach(); }
  absl::StatusOr<Revision> RevisionAt(int64_t number) override {
    return store_->RevisionAt(number);
  }
  BackupSource& backup_source() override { return store_->backup_source(); }
  Revision newest_revision() const override { return store_->newest_revision(); }
  StoreStatistics statistics() const override { return store_->statistics(); }
  std::string store_id() const override { return store_->store_id(); }
  absl::Time due_time() override { return store_->due_time(); }
  void SetDuty(DutyFunction duty) override { store_->SetDuty(std::move(duty)); }
  int OnNewRevision(RevisionListener listener) override {
    return store_->OnNewRevision(std::move(listener));
  }
  void RemoveListener(int number) override { store_->RemoveListener(number); }
  size_t RunPendingWrites() override { return store_->RunPendingWrites(); }
  size_t RunPendingReads() override { return store_->RunPendingReads(); }

 private:
  const std::unique_ptr<SqliteStore> store_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(SqliteOptions options) {
  return SqliteStore::Open(std::move(options), true);
}

absl::StatusOr<std::unique_ptr<ManualStore>> OpenManualSqliteStore(SqliteOptions options) {
  absl::StatusOr<std::unique_ptr<SqliteStore>> store = SqliteStore::Open(std::move(options), false);
  if (!store.ok()) return store.status();
  return std::make_unique<ManualSqliteStore>(*std::move(store));
}

}  // namespace taqvim::storage
