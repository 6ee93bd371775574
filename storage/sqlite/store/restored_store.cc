#include "storage/sqlite/store/restored_store.h"

#include <memory>
#include <utility>

#include "proto/status_macros.h"
#include "storage/environment.h"
#include "storage/sqlite/backup/restored_file.h"
#include "storage/sqlite/file/schema.h"
#include "storage/sqlite/store/new_store.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::storage {
namespace {

// Writes all but what begins its history anew.
absl::StatusOr<BackupReading::Rights> WriteRestored(BackupReading& reading,
                                                    const RestoreOptions& options,
                                                    const std::string& draft,
                                                    BackupReading::Reached& reached) {
  const std::string id =
      options.as_new ? NewStoreId(Environment::System().random()) : reading.store_id();
  ASSIGN_OR_RETURN(const auto file, RestoredFile::Create(draft, id, reading.log_start()));
  ASSIGN_OR_RETURN(reached, reading.Restore(options.point, *file));
  ASSIGN_OR_RETURN(const auto then, file->Rights());
  ASSIGN_OR_RETURN(auto latest, reading.LatestRights(then));
  RETURN_IF_ERROR(file->Finish(reading.next_id()));
  return latest;
}

}  // namespace

absl::StatusOr<RestoredStore> RestoreSqliteStore(const Target& target, const TargetChain& chain,
                                                 const RestoreOptions& options,
                                                 const std::string& path, BeginAnew begin_anew) {
  RestoredStore restored;
  const auto write = [&](const std::string& draft) -> absl::Status {
    ASSIGN_OR_RETURN(const auto reading, BackupReading::Begin(target, chain));
    ASSIGN_OR_RETURN(const auto latest, WriteRestored(*reading, options, draft, restored.reached));
    ASSIGN_OR_RETURN(const auto store, OpenManualSqliteStore({.path = draft}));
    return begin_anew(*store, latest);
  };
  RETURN_IF_ERROR(MakeSqliteStore(path, write));
  return restored;
}

}  // namespace taqvim::storage
