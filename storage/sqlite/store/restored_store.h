// The data file of a store that is restored from a backup.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/manual_store.h"
#include "storage/target/read_backup.h"

namespace taqvim::storage {

struct RestoreOptions {
  RestorePoint point;
  // A copy, a store of another id: nobody takes it for the store, nor its revisions for those.
  // Else it continues the store.
  bool as_new = false;
};

struct RestoredStore {
  // What it holds of the backup.
  BackupReading::Reached reached;
};

// Writes what begins the history of a restored store anew, at least one revision, given what
// the backup knows of the latest rights.
using BeginAnew = absl::FunctionRef<absl::Status(ManualStore&, const BackupReading::Rights&)>;

// Makes the file from the chain, as MakeSqliteStore makes an empty one: under its name there is a
// whole store, of which `begin_anew` has been written, or nothing. Errors are theirs and those
// of BackupReading.
absl::StatusOr<RestoredStore> RestoreSqliteStore(const Target& target, const TargetChain& chain,
                                                 const RestoreOptions& options,
                                                 const std::string& path, BeginAnew begin_anew);

}  // namespace taqvim::storage
