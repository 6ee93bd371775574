#include "storage/engine/testing/memory_store.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/check.h"
#include "proto/status_macros.h"
#include "storage/backup_source.h"
#include "storage/due_clock.h"
#include "storage/engine/bytes/log_changes.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/log/head.h"
#include "storage/engine/log/log_extent.h"
#include "storage/engine/store/chores.h"
#include "storage/engine/store/engine.h"
#include "storage/engine/testing/memory_journal.h"
#include "storage/engine/testing/memory_rows.h"
#include "storage/refusal.h"

namespace taqvim::storage::testing {
namespace {

// What is in memory is not backed up.
class NoBackups final : public BackupSource {
 public:
  absl::StatusOr<v1::BackupPosition> Position() override { return None(); }
  absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId, bool, int64_t) override { return None(); }
  absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint&, int64_t) override {
    return None();
  }
  absl::Status HoldsUpTo(const std::string&, const v1::BackupPoint&) override { return None(); }

 private:
  static absl::Status None() {
    return absl::UnimplementedError("A store in memory is not backed up.");
  }
};

// Gives up what of the log is more than is to be kept.
class MemoryChores final : public Chores {
 public:
  MemoryChores(const LogRetention& keep, MemoryDatabase& database, Memory& memory, DueClock& clock)
      : keep_(keep), database_(database), memory_(memory), clock_(clock) {}

  bool due() const override { return false; }
  void AfterGroup(Drain) override {}
  void Tend(Drain) override {
    if (keep_.unlimited()) return;
    Measure();
    const absl::Time now = clock_.Now();
    if (clock_.ahead()) return;
    for (int64_t step : extent_.GiveUp(keep_, now)) steps_.push_back(step);
    const int64_t newest = memory_.position.revision.number;
    const int64_t needed =
        std::min(newest, memory_.indexes.requests().OldestRevision().value_or(newest));
    for (; !steps_.empty() && steps_.front() < needed; steps_.pop_front()) {
      database_.Trim(steps_.front());
    }
  }

 private:
  void Measure() {
    for (const MemoryRevisionPtr& row : database_.RevisionsAfter(extent_.measured())) {
      size_t bytes = row->changes.size() + row->answer.size();
      for (const LogPart& part : row->parts) bytes += part.changes.size();
      extent_.Add(row->revision.number, row->time, static_cast<int64_t>(bytes));
    }
  }

  const LogRetention keep_;
  MemoryDatabase& database_;
  Memory& memory_;
  DueClock& clock_;
  LogExtent extent_;
  std::deque<int64_t> steps_;  // that may not be given up yet
};

// `Base` is Store, of one with threads, or ManualStore.
template <class Base>
class MemoryStore : public Base {
 public:
  MemoryStore(std::shared_ptr<MemoryDatabase> database, MemoryStoreOptions options)
      : database_(std::move(database)),
        clock_(options.engine.env, options.engine.alarm),
        head_(Revision()),
        journal_(*database_, memory_, head_),
        chores_(options.log, *database_, memory_, clock_),
        engine_({.memory = memory_,
                 .journal = journal_,
                 .head = head_,
                 .clock = clock_,
                 .chores = chores_},
                std::move(options.engine)) {
    CHECK(engine_.OpenReaders().ok());
    engine_.Start(sync_);
  }

  void Write(WriteOptions options, WriteFunction function, WriteCallback done) override {
    engine_.Write(std::move(options), std::move(function), std::move(done));
  }
  bool full() const override { return engine_.full(); }
  void Read(ReadOptions options, ReadFunction function, ReadCallback done) override {
    engine_.Read(std::move(options), std::move(function), std::move(done));
  }
  absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) override;
  absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part) override;
  absl::StatusOr<LogReach> Reach() override {
    return LogReach{.start = database_->log_start(), .newest = head_.newest()};
  }
  absl::StatusOr<Revision> RevisionAt(int64_t number) override;
  BackupSource& backup_source() override { return backups_; }
  void SetDuty(DutyFunction duty) override { engine_.SetDuty(std::move(duty)); }
  absl::Time due_time() override { return clock_.Now(); }
  Revision newest_revision() const override { return head_.newest(); }
  StoreStatistics statistics() const override { return engine_.statistics(); }
  std::string store_id() const override { return memory_.store_id; }
  int OnNewRevision(Store::RevisionListener listener) override {
    return engine_.OnNewRevision(std::move(listener));
  }
  void RemoveListener(int number) override { engine_.RemoveListener(number); }

 protected:
  Engine& engine() { return engine_; }
  Chores& chores() { return chores_; }

 private:
  absl::Status OutOfReach(int64_t revision) const {
    return Refused(
        Refusal::kOutsideLog,
        absl::StrCat("The log holds what follows revision ", database_->log_start().number,
                     ", up to ", head_.newest().number, ", and not ", revision, "."));
  }

  const std::shared_ptr<MemoryDatabase> database_;
  DueClock clock_;
  Memory memory_;
  Head head_;
  MemoryJournal journal_;
  NothingToSync sync_;
  MemoryChores chores_;
  NoBackups backups_;
  Engine engine_;
};

template <class Base>
absl::StatusOr<LogPage> MemoryStore<Base>::ChangesAfter(int64_t revision, int limit,
                                                        int64_t max_bytes) {
  const Revision newest = head_.newest();
  LogPage page{.entries = {}, .scanned = newest};
  if (revision == newest.number) return page;
  for (int64_t number = revision + 1; number <= newest.number && max_bytes > 0; ++number) {
    const MemoryRevisionPtr row = database_->RevisionAt(number);
    if (row == nullptr || page.entries.size() >= static_cast<size_t>(std::max(limit, 0))) break;
    ASSIGN_OR_RETURN(LogEntry entry, EntryOf(*row));
    if (entry.more_parts > 0) max_bytes = 0;
    if (entry.more_parts > 0 && !page.entries.empty()) break;
    max_bytes -= static_cast<int64_t>(row->changes.size());
    page.scanned = entry.revision;
    page.entries.push_back(std::move(entry));
  }
  if (page.entries.empty() || page.entries[0].revision.number != revision + 1) {
    return OutOfReach(revision);
  }
  return page;
}

template <class Base>
absl::StatusOr<std::vector<Change>> MemoryStore<Base>::MoreChanges(int64_t revision, int part) {
  const MemoryRevisionPtr row = database_->RevisionAt(revision);
  const bool has = row != nullptr && revision <= head_.newest().number && part > 0 &&
                   static_cast<size_t>(part) <= row->parts.size();
  if (!has) return OutOfReach(revision);
  std::vector<Change> changes;
  RETURN_IF_ERROR(
      ParseChanges(row->parts[static_cast<size_t>(part) - 1].changes, changes).status());
  return changes;
}

template <class Base>
absl::StatusOr<Revision> MemoryStore<Base>::RevisionAt(int64_t number) {
  const Revision start = database_->log_start();
  if (number == start.number) return start;
  const MemoryRevisionPtr row = database_->RevisionAt(number);
  if (row == nullptr || number > head_.newest().number) return OutOfReach(number);
  return row->revision;
}

class ManualMemoryStore final : public MemoryStore<ManualStore> {
 public:
  using MemoryStore::MemoryStore;

  size_t RunPendingWrites() override {
    const size_t count = engine().RunPendingWrites();
    if (count == 0) engine().Follow();
    // What that announces is told before this returns.
    engine().RunPendingWrites();
    chores().Tend([] {});
    return count;
  }
  size_t RunPendingReads() override { return engine().RunPendingReads(); }
};

}  // namespace

std::unique_ptr<Store> OpenMemoryStore(std::shared_ptr<MemoryDatabase> database,
                                       MemoryStoreOptions options) {
  options.engine.threaded = true;
  return std::make_unique<MemoryStore<Store>>(std::move(database), std::move(options));
}

std::unique_ptr<ManualStore> OpenManualMemoryStore(std::shared_ptr<MemoryDatabase> database,
                                                   MemoryStoreOptions options) {
  options.engine.threaded = false;
  return std::make_unique<ManualMemoryStore>(std::move(database), std::move(options));
}

}  // namespace taqvim::storage::testing
