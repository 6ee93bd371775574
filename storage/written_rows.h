// Reader of what a revision of a backup did to the rows of resources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/backup.pb.h"

namespace taqvim::storage {

// One row that a revision wrote.
struct WrittenRow {
  enum class Way {
    kPut,        // as `row` has it
    kBodyStays,  // the same, but that kind, name, revision and body are as they were before
    kDelete,     // of `row` only the id says something
  };
  Way way = Way::kPut;
  v1::BackupRow row;
};

// In order of their ids. DATA_LOSS when the revision is damaged.
absl::StatusOr<std::vector<WrittenRow>> RowsWrittenBy(const v1::BackupRevision& revision);

// What was deleted, of the resources whose history the log keeps: without topics.
struct DeletedName {
  int32_t kind = 0;
  std::string name;
};
absl::StatusOr<std::vector<DeletedName>> NamesDeletedBy(const v1::BackupRevision& revision);

}  // namespace taqvim::storage
