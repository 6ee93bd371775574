// Backups of a store to a target.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "storage/backup_source.h"
#include "storage/target/target.h"

namespace taqvim::storage {

struct BackupOptions {
  // A full backup though the target has one that can be continued.
  bool full = false;
  // A log is ended after about so many bytes, and another begun: what is written stays when
  // the backup is broken off.
  int64_t log_bytes = int64_t{64} << 20;
  // Of a page that is asked for.
  int64_t page_bytes = int64_t{1} << 20;
};

struct BackupTaken {
  bool full = false;
  // Why the full backup that the target has could not be continued; empty where it was, or there
  // is none.
  std::string not_continued;
  // What stood in the target and is damaged, so that this one did not go on from it, as sentences
  // with what to do; empty for nothing.
  std::string damage;
  // What was written follows that revision (of a full backup 0), up to this.
  int64_t after = 0;
  v1::BackupPoint reached;
  int64_t bytes = 0;
};

// Continues the newest backup of the target by the log since, or makes a full one where there is
// none, or it is seen to be damaged (storage/target/look_at.h), or the log no longer reaches back
// to it; and full ones before up to where the next one
// stands, as far as the log has what is missing. Then the target holds the store as of `reached`,
// which is at least the revision that was newest when this began, and grants and access tokens at
// least as of then; and the store knows from where on the target needs its log.
//
// What is written has no name until it is on disk: a backup that is broken off leaves the target
// as it was, or with more of the log. Errors are the source's and the target's.
absl::StatusOr<BackupTaken> TakeBackup(BackupSource& source, const Target& target,
                                       const BackupOptions& options);

}  // namespace taqvim::storage
