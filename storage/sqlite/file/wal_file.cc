#include "storage/sqlite/file/wal_file.h"

#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

absl::StatusOr<std::unique_ptr<WalFile>> WalFile::Open(const std::string& data_path,
                                                       const std::string& vfs) {
  std::unique_ptr<WalFile> wal(new WalFile(data_path, vfs));
  // The flag to create makes the first sync one of the directory, too.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
  int code = wal->file_.Open(wal->file_.wal_name(), flags);
  if (code != SQLITE_OK) return SqliteStatus(code, sqlite3_errstr(code));
  return wal;
}

absl::Status WalFile::Sync() {
  int code = file_.methods().xSync(file_.get(), SQLITE_SYNC_NORMAL);
  return SqliteStatus(code, sqlite3_errstr(code));
}

}  // namespace taqvim::storage
