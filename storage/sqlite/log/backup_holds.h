// Where the backups of a store stand: what of the log is kept for the targets to continue from.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// A row of the table `meta` for each target. Thread-safe, but for what needs the writer's
// connection.
class BackupHolds {
 public:
  // On the writer's connection.
  static absl::StatusOr<std::unique_ptr<BackupHolds>> Load(Connection& connection);

  // The target holds the store up to that revision, since then.
  void Set(const std::string& target, int64_t revision, absl::Time now);
  // The earliest revision that a target stands at, after which the log is needed.
  std::optional<int64_t> Oldest() const;
  // Gives up the targets that stand before that revision and were last backed up to before
  // `since`; returns them, with when that was. One that was the latest to be set
  // stays known, and needs nothing.
  struct GivenUp {
    std::string target;
    absl::Time time;
  };
  std::vector<GivenUp> GiveUp(int64_t revision, absl::Time since);
  // When a target was last set, of all that are known.
  std::optional<absl::Time> Newest() const;

  // Whether something is to be saved.
  bool unsaved() const;
  // In a transaction of its own, for the writer's thread, between groups. It need not be synced:
  // of what is lost, the next backup tells again. What failed is tried with the next change.
  absl::Status Save();

 private:
  struct Stand {
    std::optional<int64_t> revision;  // none of one that was given up
    absl::Time time;
  };

  BackupHolds(Connection& connection, absl::Status& status);
  std::optional<absl::Time> NewestLocked() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status Read();
  static std::optional<Stand> Parse(std::string_view text);
  static std::string TextOf(const Stand& stand);
  absl::Status Write(const std::map<std::string, Stand>& stands);

  Connection& connection_;
  Statement clear_;
  Statement put_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Stand> stands_ ABSL_GUARDED_BY(mutex_);
  bool unsaved_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace taqvim::storage
