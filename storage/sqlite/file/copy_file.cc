#include "storage/sqlite/file/copy_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

constexpr int kPagesAtOnce = 4096;

absl::Status CopyFailed(const std::string& path, const char* what) {
  return absl::UnavailableError(absl::StrCat("The copy ", path, " could not be ", what, " (",
                                             std::strerror(errno),
                                             "); make room for it, or let this user write there."));
}

void RemoveWithJournal(const std::string& path) {
  std::error_code none;
  for (const char* suffix : {"", "-journal"}) std::filesystem::remove(path + suffix, none);
}

// An empty file that nobody else may read. SQLite takes its mode over.
absl::Status MakeEmpty(const std::string& path) {
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  const int descriptor = open(path.c_str(), flags, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return CopyFailed(path, "made");
  close(descriptor);
  return absl::OkStatus();
}

absl::Status CopyPages(Connection& from, Connection& to, const CopyProgress& progress) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) return to.StatusOf(sqlite3_errcode(to.handle()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup, kPagesAtOnce);
    if (!progress) continue;
    const int64_t all = sqlite3_backup_pagecount(backup);
    progress(all - sqlite3_backup_remaining(backup), all);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return SqliteStatus(code, sqlite3_errstr(code));
  return SqliteStatus(finished, sqlite3_errstr(finished));
}

absl::Status WriteDraft(Connection& from, const std::string& draft, const std::string& vfs,
                        const CopyProgress& progress) {
  absl::StatusOr<std::unique_ptr<Connection>> to =
      Connection::Open(draft, vfs, Connection::Mode::kReadWrite);
  if (!to.ok()) return to.status();
  // A draft needs no journal: one that is not whole is thrown away.
  RETURN_IF_ERROR((*to)->Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL"));
  // All steps in one transaction, so that they see one state.
  RETURN_IF_ERROR(from.Execute("BEGIN"));
  absl::Status status = from.QueryInt("PRAGMA schema_version").status();
  if (status.ok()) status = CopyPages(from, **to, progress);
  // It has only read.
  if (from.in_transaction()) from.Execute("ROLLBACK").IgnoreError();
  return status;
}

// Gives the draft its name, on disk.
absl::Status NameCopy(const std::string& draft, const std::string& path) {
  if (std::rename(draft.c_str(), path.c_str()) != 0) return CopyFailed(path, "named");
  const std::string folder = std::filesystem::path(path).parent_path();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return CopyFailed(path, "brought to disk");
  absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  return fsync(descriptor) == 0 ? absl::OkStatus() : CopyFailed(path, "brought to disk");
}

}  // namespace

absl::Status CopyDatabase(Connection& from, const std::string& to, const std::string& vfs,
                          const CopyProgress& progress) {
  const std::string draft = to + "-new";
  RemoveWithJournal(draft);
  RETURN_IF_ERROR(MakeEmpty(draft));
  absl::Status status = WriteDraft(from, draft, vfs, progress);
  if (status.ok()) status = NameCopy(draft, to);
  if (!status.ok()) RemoveWithJournal(draft);
  return status;
}

}  // namespace taqvim::storage
