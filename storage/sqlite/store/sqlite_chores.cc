#include "storage/sqlite/store/sqlite_chores.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {

SqliteChores::SqliteChores(const Parts& parts, Failed failed)
    : parts_(parts),
      failed_(std::move(failed)),
      checkpointer_(parts.connection, parts.files, parts.options.checkpoint_pages,
                    parts.options.wal_limit_pages) {}

absl::StatusOr<std::unique_ptr<SqliteChores>> SqliteChores::Open(const Parts& parts,
                                                                 Failed failed) {
  std::unique_ptr<SqliteChores> chores(new SqliteChores(parts, std::move(failed)));
  ASSIGN_OR_RETURN(chores->trimmer_, LogTrimmer::Create(parts.connection));
  ASSIGN_OR_RETURN(chores->holds_, BackupHolds::Load(parts.connection));
  return chores;
}

void SqliteChores::AfterGroup(Drain drain) {
  if (checkpointer_.due()) Checkpoint(drain);
}

void SqliteChores::Tend(Drain drain) {
  SaveHolds();
  if (trimmer_->due()) TrimLog(drain);
}

// Only what is on disk may be copied: so every sync has ended, and well.
void SqliteChores::Checkpoint(Drain drain) {
  drain();
  if (parts_.head.failed()) return;
  if (absl::Status status = checkpointer_.Run(); !status.ok()) failed_(status);
}

void SqliteChores::TrimLog(Drain drain) {
  if (parts_.head.failed()) return;
  // The newest revision is where history goes on after a start.
  const int64_t newest = parts_.memory.position.revision.number;
  const int64_t needed =
      std::min({newest, parts_.memory.indexes.requests().OldestRevision().value_or(newest),
                NeededForBackups()});
  const absl::Status status = trimmer_->Step(needed);
  if (!status.ok()) {
    Alarm(status, absl::StrCat("The log could not be trimmed (", status.message(),
                               "), and is tried again in a while; see to the disk."));
  }
  if (checkpointer_.due()) Checkpoint(drain);
}

void SqliteChores::Alarm(const absl::Status& status, const std::string& text) const {
  if (parts_.options.alarm) parts_.options.alarm(absl::Status(status.code(), text));
}

// What follows where a target stands begins at the revision after.
int64_t SqliteChores::NeededForBackups() {
  const int64_t next = trimmer_->next();
  const auto late = holds_->GiveUp(next, parts_.clock.Now() - parts_.options.log.backup_wait);
  for (const BackupHolds::GivenUp& one : late) {
    Alarm(absl::DeadlineExceededError(""),
          absl::StrCat("The log is kept no longer for the backups in ", one.target,
                       ", as none was made since ",
                       absl::FormatTime(absl::RFC3339_sec, one.time, absl::UTCTimeZone()),
                       "; see why. The next one there will be a full one."));
  }
  SaveHolds();
  const std::optional<int64_t> oldest = holds_->Oldest();
  return oldest.has_value() ? *oldest + 1 : std::numeric_limits<int64_t>::max();
}

void SqliteChores::SaveHolds() {
  if (!holds_->unsaved() || parts_.head.failed()) return;
  const absl::Status status = holds_->Save();
  if (status.ok()) return;
  Alarm(status, absl::StrCat("Where backups stand could not be written (", status.message(),
                             "); the next backup says it again. See to the disk."));
}

}  // namespace taqvim::storage
