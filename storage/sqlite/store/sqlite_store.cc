#include "storage/sqlite/store/sqlite_store.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <limits>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/due_clock.h"
#include "storage/engine/write/completions.h"
#include "storage/sqlite/backup/backup_reader.h"
#include "storage/sqlite/file/checkpointer.h"
#include "storage/sqlite/file/data_file.h"
#include "storage/sqlite/file/data_lock.h"
#include "storage/sqlite/file/disk_use.h"
#include "storage/sqlite/file/files_watch.h"
#include "storage/sqlite/file/schema.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/file/wal_file.h"
#include "storage/sqlite/file/wal_vfs.h"
#include "storage/sqlite/log/backup_holds.h"
#include "storage/sqlite/log/log_keeper.h"
#include "storage/sqlite/log/log_reader.h"
#include "storage/sqlite/log/log_trimmer.h"
#include "storage/sqlite/read/reader_pool.h"
#include "storage/sqlite/write/group_syncer.h"
#include "storage/sqlite/write/group_writer.h"
#include "storage/sqlite/write/state_loader.h"

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

class SqliteStore final : public Store {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(SqliteOptions options, bool threaded);
  ~SqliteStore() override;

  void Write(WriteOptions options, WriteFunction function, WriteCallback done) override;
  bool full() const override { return queue_.full(); }
  void Read(ReadOptions options, ReadFunction function, ReadCallback done) override;
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) override {
    return log_->ChangesAfter(revision, limit, max_bytes);
  }
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part) override {
    return log_->MoreChanges(revision, part);
  }
  absl::StatusOr<LogReach> Reach() override { return log_->Reach(); }
  absl::StatusOr<Revision> RevisionAt(int64_t number) override { return log_->RevisionAt(number); }
  BackupSource& backup_source() override { return *backup_; }
  Revision newest_revision() const override { return head_->newest(); }
  StoreStatistics statistics() const override;
  std::string store_id() const override { return store_id_; }
  absl::Time due_time() override { return clock_.Now(); }
  void SetDuty(DutyFunction duty) override;
  void OnNewRevision(std::function<void(Revision)> listener) override;

  // For stores without threads.
  size_t RunPendingWrites();
  size_t RunPendingReads() { return readers_->RunAll(); }

 private:
  explicit SqliteStore(SqliteOptions options)
      : options_(std::move(options)),
        queue_(options_.queue_limit),
        clock_(options_.env, options_.alarm) {}

  absl::Status OpenWriter();
  absl::Status OpenSyncer(bool threaded);
  absl::Status OpenReaders(bool threaded);
  void StartThreads();
  // Raises an alarm where the newest revision is far ahead of the clock.
  void CompareWithClock();
  void WriterLoop();
  // Runs one group from the front of what was taken, or of what is due, in turn where there
  // are both, and gives it to be synced. Returns how many writes were run.
  size_t WriteGroup(std::deque<QueuedWrite>& taken);
  void Checkpoint();
  void LookForOthers();
  // The store has failed, and says so when all before is answered.
  void Fail(const absl::Status& error);
  // Gives up a few of the oldest rows of the log.
  void TrimLog();
  // The earliest revision that is not to be trimmed for the sake of backups, after giving up
  // targets that have made it wait for too long.
  int64_t NeededForBackups();
  void SaveHolds();
  void Alarm(const absl::Status& status, const std::string& text) const;
  // Posts the answers of a group that is on disk or lost.
  void Answer(RunGroup group, Revision before);
  // On the thread that answers.
  void Announce(Revision before);
  void AnnounceFailure();
  void RefuseQueued();

  const SqliteOptions options_;
  WriteQueue queue_;
  DueClock clock_;
  std::string store_id_;
  // Destroyed from the last: the writer's connection closes after all readers',
  // the lock goes at the very end.
  std::unique_ptr<DataLock> lock_;
  std::unique_ptr<StoreFiles> files_;
  std::unique_ptr<WalVfs> wal_vfs_;  // the writer's connection's
  std::unique_ptr<WriterState> state_;
  std::unique_ptr<Head> head_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<LogTrimmer> trimmer_;
  std::unique_ptr<BackupHolds> holds_;
  std::unique_ptr<GroupWriter> groups_;
  // Of groups that were answered.
  std::atomic<int64_t> groups_answered_ = 0;
  std::atomic<int64_t> writes_answered_ = 0;
  bool rest_is_due_ = false;  // after a group of what is due; the writer's
  absl::Mutex listener_mutex_;
  std::function<void(Revision)> listener_ ABSL_GUARDED_BY(listener_mutex_);
  bool failure_announced_ = false;  // the answering thread's
  std::unique_ptr<Completions> completions_;
  std::unique_ptr<LogReader> log_;
  std::unique_ptr<BackupReader> backup_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<LogKeeper> keeper_;  // none when all is kept
  std::unique_ptr<GroupSyncer> syncer_;
  std::unique_ptr<FilesWatch> watch_;  // none without threads
  std::thread writer_;
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
  store->completions_ = std::make_unique<Completions>(threaded);
  RETURN_IF_ERROR(store->OpenReaders(threaded));
  RETURN_IF_ERROR(store->OpenSyncer(threaded));
  store->CompareWithClock();
  if (threaded) store->StartThreads();
  return store;
}

void SqliteStore::StartThreads() {
  writer_ = std::thread([this] { WriterLoop(); });
  watch_ = std::make_unique<FilesWatch>(*files_, options_.files_pause,
                                        [this](const absl::Status& status) { Fail(status); });
}

void SqliteStore::CompareWithClock() {
  const absl::Time clock = clock_.Now(), newest = state_->memory.position.time;
  if (newest - clock <= kClockJump || !options_.alarm) return;
  const auto text = [](absl::Time time) {
    return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
  };
  options_.alarm(absl::FailedPreconditionError(absl::StrCat(
      "The newest revision is stamped ", text(newest), ", and the clock says ", text(clock),
      ". Until the clock is past it, what is written is stamped with that time. Set the clock "
      "right; or, if it is right now and was wrong then, stop the server and run `taqvimd "
      "repair-clock`.")));
}

absl::Status SqliteStore::OpenWriter() {
  absl::Status status = CheckDataFile(options_.path, options_.vfs, options_.create);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<DataLock>> lock =
      DataLock::Acquire(options_.path, options_.create);
  if (!lock.ok()) return lock.status();
  lock_ = *std::move(lock);
  files_ = std::make_unique<StoreFiles>(options_.path, *lock_);
  wal_vfs_ = std::make_unique<WalVfs>(options_.vfs);
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options_.path, wal_vfs_->name(), Connection::Mode::kReadWrite);
  if (!connection.ok()) return connection.status();
  status = PrepareDataFile(**connection, options_);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> id =
      (*connection)->QueryText("SELECT value FROM meta WHERE key = 'store_id'");
  if (!id.ok()) return id.status();
  store_id_ = *std::move(id);
  absl::StatusOr<std::unique_ptr<WriterState>> state = LoadState(*std::move(connection));
  if (!state.ok()) return state.status();
  state_ = *std::move(state);
  state_->memory.store_id = store_id_;
  head_ = std::make_unique<Head>(state_->memory.position.revision);
  checkpointer_ = std::make_unique<Checkpointer>(
      *state_->connection, *files_, options_.checkpoint_pages, options_.wal_limit_pages);
  groups_ = std::make_unique<GroupWriter>(*state_, *head_, *files_, options_, clock_);
  absl::StatusOr<std::unique_ptr<LogTrimmer>> trimmer = LogTrimmer::Create(*state_->connection);
  if (!trimmer.ok()) return trimmer.status();
  trimmer_ = *std::move(trimmer);
  ASSIGN_OR_RETURN(holds_, BackupHolds::Load(*state_->connection));
  return absl::OkStatus();
}

absl::Status SqliteStore::OpenReaders(bool threaded) {
  absl::StatusOr<std::unique_ptr<LogReader>> log = LogReader::Open(options_, *head_);
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  const auto hold = [this](const std::string& target, int64_t revision) {
    holds_->Set(target, revision, clock_.Now());
    queue_.Wake();
  };
  ASSIGN_OR_RETURN(backup_, BackupReader::Open(options_, *head_, store_id_, hold));
  absl::StatusOr<std::unique_ptr<ReaderPool>> readers =
      ReaderPool::Open({.options = options_,
                        .head = *head_,
                        .indexes = state_->memory.indexes,
                        .clock = clock_,
                        .store_id = store_id_},
                       threaded);
  if (!readers.ok()) return readers.status();
  readers_ = *std::move(readers);
  if (options_.log.unlimited()) return absl::OkStatus();
  auto trim = [this](const std::vector<int64_t>& steps) {
    trimmer_->Add(steps);
    queue_.Wake();
  };
  absl::StatusOr<std::unique_ptr<LogKeeper>> keeper =
      LogKeeper::Open(options_, *head_, clock_, trim, threaded);
  if (!keeper.ok()) return keeper.status();
  keeper_ = *std::move(keeper);
  return absl::OkStatus();
}

// The file may hold what a killed server committed and did not sync; it must be
// on disk before anything that rests on it is answered. The checkpoint of the
// opening brings it there, unless another program's reader stands in its way.
absl::Status SqliteStore::OpenSyncer(bool threaded) {
  absl::StatusOr<std::unique_ptr<WalFile>> wal = WalFile::Open(options_.path, options_.vfs);
  if (!wal.ok()) return wal.status();
  RETURN_IF_ERROR((*wal)->Sync());
  auto settled = [this](RunGroup group, Revision before) { Answer(std::move(group), before); };
  syncer_ = std::make_unique<GroupSyncer>(*std::move(wal), *files_, *head_, settled,
                                          options_.env.steady, threaded);
  const absl::StatusOr<int64_t> page_size = state_->connection->QueryInt("PRAGMA page_size");
  return page_size.ok() ? files_->Begin(*page_size) : page_size.status();
}

SqliteStore::~SqliteStore() {
  watch_.reset();
  keeper_.reset();
  queue_.Close();
  if (writer_.joinable()) writer_.join();
  syncer_.reset();
  if (completions_ != nullptr) RefuseQueued();
  readers_.reset();
  completions_.reset();
  log_.reset();
  backup_.reset();
  if (state_ == nullptr) return;
  head_->FailForFiles(files_->Check());
  // A failed disk is left alone, and so is what others have laid hands on; the next
  // start recovers.
  state_->connection->CheckpointOnClose(!head_->failed());
  AnnounceFailure();
}

void SqliteStore::Write(WriteOptions options, WriteFunction function, WriteCallback done) {
  QueuedWrite write{std::move(options), std::move(function), std::move(done)};
  absl::Status status = queue_.Push(write);
  if (status.ok()) return;
  completions_->Post([this, done = std::move(write.done), status = std::move(status)]() mutable {
    done({.status = std::move(status), .answer = "", .revision = newest_revision()});
  });
}

void SqliteStore::Read(ReadOptions options, ReadFunction function, ReadCallback done) {
  QueuedRead read{std::move(options), std::move(function), std::move(done)};
  absl::Status status = readers_->Push(read);
  if (status.ok()) return;
  completions_->Post([done = std::move(read.done), status = std::move(status)]() mutable {
    done(std::move(status));
  });
}

void SqliteStore::SetDuty(DutyFunction duty) {
  groups_->SetDuty(std::move(duty));
  queue_.Wake();
}

void SqliteStore::OnNewRevision(std::function<void(Revision)> listener) {
  absl::MutexLock lock(&listener_mutex_);
  listener_ = std::move(listener);
}

StoreStatistics SqliteStore::statistics() const {
  const WriteQueue::Size queue = queue_.size();
  const DiskUse disk = DiskUseOf(lock_->real_path());
  return {.newest = head_->newest(),
          .failed = head_->failed(),
          .clock_ahead = clock_.ahead(),
          .queue_limit = static_cast<int64_t>(options_.queue_limit),
          .writes_under_way = static_cast<int64_t>(queue.outstanding),
          .writes_waiting = static_cast<int64_t>(queue.waiting),
          .reads_waiting = static_cast<int64_t>(readers_->waiting()),
          .groups = groups_answered_.load(std::memory_order_relaxed),
          .grouped_writes = writes_answered_.load(std::memory_order_relaxed),
          .syncs = syncer_->timings(),
          .log_bytes = keeper_ == nullptr ? std::nullopt : keeper_->bytes(),
          .data_bytes = disk.data_bytes,
          .wal_bytes = disk.wal_bytes,
          .free_bytes = disk.free_bytes};
}

void SqliteStore::WriterLoop() {
  while (!queue_.closed()) {
    // What comes while the disk is busy gathers for one group.
    syncer_->AwaitTurn();
    std::deque<QueuedWrite> taken;
    queue_.Take(
        taken, options_.group_limit,
        trimmer_->due() ? absl::ZeroDuration() : std::min(groups_->UntilDuty(), kLookForOthers));
    if (queue_.closed()) return queue_.PutBack(taken);
    !taken.empty() || groups_->DutyCalls() ? void(WriteGroup(taken)) : LookForOthers();
    if (holds_->unsaved()) SaveHolds();
    if (trimmer_->due()) TrimLog();
  }
}

size_t SqliteStore::WriteGroup(std::deque<QueuedWrite>& taken) {
  // What is due comes first; but of much that is, the rest waits for a group of writes.
  const bool does_duty = groups_->DutyCalls() && (taken.empty() || !rest_is_due_);
  RunGroup group = does_duty ? groups_->RunDuties() : groups_->Run(taken);
  rest_is_due_ = does_duty && groups_->DutyCalls();
  const size_t count = group.writes.size();
  queue_.PutBack(taken);
  syncer_->Submit(std::move(group), count == 1 && queue_.empty());
  if (checkpointer_->due()) Checkpoint();
  return count;
}

void SqliteStore::TrimLog() {
  if (head_->failed()) return;
  // The newest revision is where history goes on after a start.
  const int64_t newest = state_->memory.position.revision.number;
  const int64_t needed =
      std::min({newest, state_->memory.indexes.requests().OldestRevision().value_or(newest),
                NeededForBackups()});
  const absl::Status status = trimmer_->Step(needed);
  if (!status.ok()) {
    Alarm(status, absl::StrCat("The log could not be trimmed (", status.message(),
                               "), and is tried again in a while; see to the disk."));
  }
  if (checkpointer_->due()) Checkpoint();
}

void SqliteStore::Alarm(const absl::Status& status, const std::string& text) const {
  if (options_.alarm) options_.alarm(absl::Status(status.code(), text));
}

// What follows where a target stands begins at the revision after.
int64_t SqliteStore::NeededForBackups() {
  const int64_t next = trimmer_->next();
  const auto late = holds_->GiveUp(next, clock_.Now() - options_.log.backup_wait);
  for (const BackupHolds::GivenUp& one : late) {
    Alarm(absl::DeadlineExceededError(""),
          absl::StrCat("The log is kept no longer for the backups in ", one.target,
                       ", as none was made since ",
                       absl::FormatTime(absl::RFC3339_sec, one.time, absl::UTCTimeZone()),
                       "; see why. The next one there will be a full one."));
  }
  if (holds_->unsaved()) SaveHolds();
  const std::optional<int64_t> oldest = holds_->Oldest();
  return oldest.has_value() ? *oldest + 1 : std::numeric_limits<int64_t>::max();
}

void SqliteStore::SaveHolds() {
  if (head_->failed()) return;
  const absl::Status status = holds_->Save();
  if (status.ok()) return;
  Alarm(status, absl::StrCat("Where backups stand could not be written (", status.message(),
                             "); the next backup says it again. See to the disk."));
}

// Only what is on disk may be copied: so every sync has ended, and well.
void SqliteStore::Checkpoint() {
  syncer_->Drain();
  if (head_->failed()) return;
  if (absl::Status status = checkpointer_->Run(); !status.ok()) Fail(status);
}

void SqliteStore::LookForOthers() {
  if (head_->failed() || groups_->CheckAlone().ok()) return;
  if (head_->failed()) Fail(head_->failure());
}

void SqliteStore::Fail(const absl::Status& error) {
  // What looks like a failure of the disk may be somebody's doing.
  head_->FailForFiles(files_->Check());
  head_->FailForDisk(error);
  readers_->HeadChanged();
  completions_->Post([this] { AnnounceFailure(); });
}

void SqliteStore::Answer(RunGroup group, Revision before) {
  readers_->HeadChanged();
  groups_answered_.fetch_add(1, std::memory_order_relaxed);
  writes_answered_.fetch_add(static_cast<int64_t>(group.writes.size()), std::memory_order_relaxed);
  completions_->Post([this, before, writes = std::move(group.writes)]() mutable {
    queue_.Answered(writes.size());
    Announce(before);
    for (AnsweredWrite& write : writes) write.done(std::move(write.outcome));
    AnnounceFailure();
  });
}

void SqliteStore::Announce(Revision before) {
  const Revision newest = head_->newest();
  if (newest == before) return;
  absl::MutexLock lock(&listener_mutex_);
  if (listener_) listener_(newest);
}

void SqliteStore::AnnounceFailure() {
  const absl::Status failure = head_->cause();
  if (failure.ok() || std::exchange(failure_announced_, true)) return;
  if (options_.fatal) options_.fatal(failure);
}

void SqliteStore::RefuseQueued() {
  std::deque<QueuedWrite> taken;
  queue_.TakeNow(taken, options_.queue_limit);
  completions_->Post([this, left = std::move(taken)]() mutable {
    for (QueuedWrite& write : left) {
      write.done({.status = RefusedForClosing(), .answer = "", .revision = newest_revision()});
    }
  });
}

size_t SqliteStore::RunPendingWrites() {
  size_t count = 0;
  for (;;) {
    completions_->RunAll();
    std::deque<QueuedWrite> taken;
    queue_.TakeNow(taken, options_.group_limit);
    if (taken.empty() && !groups_->DutyCalls()) break;
    count += WriteGroup(taken);
  }
  if (holds_->unsaved()) SaveHolds();
  if (keeper_ != nullptr) keeper_->Look();
  while (trimmer_->due()) TrimLog();
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
  void OnNewRevision(std::function<void(Revision)> listener) override {
    store_->OnNewRevision(std::move(listener));
  }
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
