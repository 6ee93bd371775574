// A data file that is made of a backup.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup.pb.h"
#include "storage/backup_sink.h"
#include "storage/sqlite/file/connection.h"
#include "storage/written_rows.h"

namespace taqvim::storage {

// As BackupSink promises; UNAVAILABLE when the disk fails. One that is not finished is none.
class RestoredFile final : public BackupSink {
 public:
  // On a file that is empty or does not exist. Its log begins after that point. `store_id` is that
  // of the store that is restored, or another for a copy.
  static absl::StatusOr<std::unique_ptr<RestoredFile>> Create(const std::string& path,
                                                              const std::string& store_id,
                                                              const v1::BackupPoint& log_start);

  absl::Status AddRevision(const v1::BackupRevision& revision) override;
  absl::Status AddRows(const v1::BackupRows& rows) override;
  absl::Status Redo(const v1::BackupRevision& revision, bool exact) override;
  // The rows of grants and access tokens, in order of their ids.
  absl::StatusOr<v1::BackupRows> Rights();
  // Makes it a data file that a store opens, whose ids go on from there. It is not synced.
  absl::Status Finish(int64_t next_id);

 private:
  RestoredFile(std::unique_ptr<Connection> connection, absl::Status& status);
  absl::Status BeginLog(const v1::BackupPoint& after);
  absl::Status Put(const v1::BackupRow& row);
  absl::Status Write(const WrittenRow& written, bool exact);
  absl::Status PutTies(const v1::BackupRow& row, bool exact);
  absl::Status AddParts(const v1::BackupRevision& revision);

  std::unique_ptr<Connection> connection_;
  int64_t newest_ = 0;
  Statement put_;
  Statement put_ties_;
  Statement delete_;
  Statement add_log_;
  Statement add_part_;
  Statement add_deletion_;
};

}  // namespace taqvim::storage
