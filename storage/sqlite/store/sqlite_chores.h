// Chores of a store on a file: checkpoints, trimming of the log, and what is noted of backups.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/due_clock.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/log/head.h"
#include "storage/engine/store/chores.h"
#include "storage/sqlite/file/checkpointer.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/log/backup_holds.h"
#include "storage/sqlite/log/log_trimmer.h"

namespace taqvim::storage {

// For the writing thread, but for what LogTrimmer and BackupHolds say of themselves.
class SqliteChores final : public Chores {
 public:
  // What it looks after; it outlives the chores.
  struct Parts {
    const SqliteOptions& options;
    Memory& memory;
    Head& head;
    StoreFiles& files;
    DueClock& clock;
    // The writer's.
    Connection& connection;
  };
  // `failed` is called when a checkpoint failed, and the store can answer nothing any more.
  using Failed = std::function<void(const absl::Status&)>;

  static absl::StatusOr<std::unique_ptr<SqliteChores>> Open(const Parts& parts, Failed failed);

  bool due() const override { return trimmer_->due(); }
  void AfterGroup(Drain drain) override;
  void Tend(Drain drain) override;

  // Notes where backups stand, where that is not noted yet.
  void SaveHolds();

  LogTrimmer& trimmer() { return *trimmer_; }
  BackupHolds& holds() { return *holds_; }

 private:
  SqliteChores(const Parts& parts, Failed failed);

  void Checkpoint(Drain drain);
  // Gives up a few of the oldest rows of the log.
  void TrimLog(Drain drain);
  // The earliest revision that is not to be trimmed for the sake of backups, after giving up
  // targets that have made it wait for too long.
  int64_t NeededForBackups();
  void Alarm(const absl::Status& status, const std::string& text) const;

  const Parts parts_;
  const Failed failed_;
  Checkpointer checkpointer_;
  std::unique_ptr<LogTrimmer> trimmer_;
  std::unique_ptr<BackupHolds> holds_;
};

}  // namespace taqvim::storage
