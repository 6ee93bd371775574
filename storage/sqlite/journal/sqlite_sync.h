// Syncing of a journal on SQLite: brings its write-ahead log to disk.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/file/wal_file.h"

namespace taqvim::storage {

class SqliteSync final : public JournalSync {
 public:
  // The files and the head outlive it.
  SqliteSync(std::unique_ptr<WalFile> wal, StoreFiles& files, Head& head)
      : wal_(std::move(wal)), files_(files), head_(head) {}

  absl::Status Sync() override;
  absl::Status Check() override;

 private:
  const std::unique_ptr<WalFile> wal_;
  StoreFiles& files_;
  Head& head_;
};

}  // namespace taqvim::storage
