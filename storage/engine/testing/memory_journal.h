// Journal of one of the servers of a database in memory, for tests.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/engine/testing/memory_database.h"
#include "storage/engine/testing/memory_rows.h"

namespace taqvim::storage::testing {

// Writes as the journal of a database of several servers will: a group runs on what this server
// has, and learns at its commit whether others have written since. A commit whose outcome is
// unknown is cleared up by the next Begin or Follow.
class MemoryJournal final : public Journal {
 public:
  // Fills the memory, and publishes where it is to the head; all outlives the journal.
  MemoryJournal(MemoryDatabase& database, Memory& memory, Head& head);

  absl::StatusOr<std::unique_ptr<JournalReader>> OpenReader() override;
  Rows& rows() override { return rows_; }
  absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(int64_t revision) override;
  absl::StatusOr<std::vector<ForeignRevision>> Begin() override;
  absl::Status Append(const RevisionWrite& revision) override;
  bool is_open() const override { return open_; }
  CommitResult Commit(ResourceId next_id) override;
  void Rollback() override;
  absl::StatusOr<std::vector<ForeignRevision>> Follow() override;

 private:
  void Load();
  std::vector<ForeignRevision> ForeignAfter(int64_t revision) const;
  void End();

  MemoryDatabase& database_;
  Memory& memory_;
  Head& head_;
  MemoryGroup group_;
  MemoryRows rows_;
  bool open_ = false;
  bool unknown_ = false;
  int64_t base_ = 0;  // the revision on which the open group builds
};

// What is committed in memory lasts as long as anything does.
class NothingToSync final : public JournalSync {
 public:
  absl::Status Sync() override { return absl::OkStatus(); }
  absl::Status Check() override { return absl::OkStatus(); }
};

}  // namespace taqvim::storage::testing
