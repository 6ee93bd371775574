#include "storage/postgres/store/postgres_store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/status_macros.h"
#include "storage/backup_source.h"
#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/log/head.h"
#include "storage/engine/store/engine.h"
#include "storage/postgres/journal/postgres_journal.h"
#include "storage/postgres/journal/postgres_sync.h"
#include "storage/postgres/log/log_reader.h"
#include "storage/postgres/store/postgres_chores.h"

namespace taqvim::storage {
namespace {

using postgres::LogReader;
using postgres::PostgresChores;
using postgres::PostgresJournal;
using postgres::PostgresSync;

// A snapshot is held for as long as its reader works on it, which the engine bounds, or waits for
// a processor.
constexpr absl::Duration kReaderIdle = absl::Minutes(1);

EngineOptions EngineOptionsOf(const PostgresOptions& options, bool threaded) {
  return {.env = options.env,
          .threaded = threaded,
          .readers = options.readers,
          .queue_limit = options.queue_limit,
          .group_limit = options.group_limit,
          .group_bytes = options.group_bytes,
          .group_time = options.group_time,
          .heavy_weight = options.heavy_weight,
          .follow_pause = options.follow_pause,
          .snapshot_budget = options.snapshot_budget,
          .fatal = options.fatal,
          .alarm = options.alarm};
}

// What a backup reads of a data file, PostgreSQL's own programs read of a database.
class PostgresBackups final : public BackupSource {
 public:
  absl::StatusOr<v1::BackupPosition> Position() override { return ByPostgres(); }
  absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId, bool, int64_t) override {
    return ByPostgres();
  }
  absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint&, int64_t) override {
    return ByPostgres();
  }
  absl::Status HoldsUpTo(const std::string&, const v1::BackupPoint&) override {
    return ByPostgres();
  }

 private:
  static absl::Status ByPostgres() {
    return absl::FailedPreconditionError(
        "The schedule is in a PostgreSQL database; back that up by archiving its write-ahead log, "
        "or with pg_dump.");
  }
};

// `Base` is Store, of one with threads, or ManualStore.
template <class Base>
class PostgresStore : public Base {
 public:
  explicit PostgresStore(PostgresOptions options)
      : options_(std::move(options)), clock_(options_.env, options_.alarm), head_(Revision()) {}
  ~PostgresStore() override {
    if (engine_ == nullptr) return;
    engine_->Close();
    engine_->AnnounceFailure();
  }

  absl::Status Open(bool threaded);

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
  BackupSource& backup_source() override { return backups_; }
  void SetDuty(DutyFunction duty) override { engine_->SetDuty(std::move(duty)); }
  absl::Time due_time() override { return clock_.Now(); }
  Revision newest_revision() const override { return head_.newest(); }
  StoreStatistics statistics() const override {
    StoreStatistics statistics = engine_->statistics();
    statistics.log_bytes = chores_->log_bytes();
    return statistics;
  }
  std::string store_id() const override { return memory_.store_id; }
  int OnNewRevision(Store::RevisionListener listener) override {
    return engine_->OnNewRevision(std::move(listener));
  }
  void RemoveListener(int number) override { engine_->RemoveListener(number); }

 protected:
  Engine& engine() { return *engine_; }
  Chores& chores() { return *chores_; }

 private:
  // Has what others wrote taken in, up to that revision.
  absl::Status CatchUp(int64_t revision, bool threaded);

  const PostgresOptions options_;
  DueClock clock_;
  Memory memory_;
  Head head_;
  PostgresSync sync_{head_};
  PostgresBackups backups_;
  // Destroyed from the last: what has threads before what they use.
  std::unique_ptr<PostgresJournal> journal_;
  std::unique_ptr<PostgresChores> chores_;
  std::unique_ptr<LogReader> log_;
  std::unique_ptr<Engine> engine_;
};

template <class Base>
absl::Status PostgresStore<Base>::Open(bool threaded) {
  PostgresJournal::Options options{
      .connection = options_.connection,
      .readers = options_.connection,
      .server = absl::StrFormat("%016x%016x", options_.env.random(), options_.env.random()),
      .alarm = options_.alarm,
      .catch_up = [this, threaded](int64_t revision) { return CatchUp(revision, threaded); }};
  options.readers.idle_time = kReaderIdle;
  ASSIGN_OR_RETURN(journal_, PostgresJournal::Open(std::move(options), memory_, head_));
  chores_ = std::make_unique<PostgresChores>(PostgresChores::Parts{.options = options_,
                                                                   .memory = memory_,
                                                                   .head = head_,
                                                                   .clock = clock_,
                                                                   .session = journal_->session()});
  ASSIGN_OR_RETURN(log_, LogReader::Open(options_.connection, head_));
  engine_ = std::make_unique<Engine>(Engine::Parts{.memory = memory_,
                                                   .journal = *journal_,
                                                   .head = head_,
                                                   .clock = clock_,
                                                   .chores = *chores_},
                                     EngineOptionsOf(options_, threaded));
  RETURN_IF_ERROR(engine_->OpenReaders());
  engine_->Start(sync_);
  return absl::OkStatus();
}

template <class Base>
absl::Status PostgresStore<Base>::CatchUp(int64_t revision, bool threaded) {
  threaded ? engine_->Wake() : engine_->Follow();
  return head_.AwaitWithin(revision,
                           threaded ? options_.connection.answer_time : absl::ZeroDuration());
}

class ManualPostgresStore final : public PostgresStore<ManualStore> {
 public:
  using PostgresStore::PostgresStore;

  size_t RunPendingWrites() override {
    const size_t count = engine().RunPendingWrites();
    if (count == 0) engine().Follow();
    // What that announces is told before this returns.
    engine().RunPendingWrites();
    do chores().Tend([] {});
    while (chores().due());
    return count;
  }
  size_t RunPendingReads() override { return engine().RunPendingReads(); }
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(PostgresOptions options) {
  auto store = std::make_unique<PostgresStore<Store>>(std::move(options));
  RETURN_IF_ERROR(store->Open(true));
  return store;
}

absl::StatusOr<std::unique_ptr<ManualStore>> OpenManualPostgresStore(PostgresOptions options) {
  auto store = std::make_unique<ManualPostgresStore>(std::move(options));
  RETURN_IF_ERROR(store->Open(false));
  return store;
}

}  // namespace taqvim::storage
