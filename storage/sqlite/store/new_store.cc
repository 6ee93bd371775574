#include "storage/sqlite/store/new_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/lock_file.h"
#include "storage/sqlite/file/schema.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::storage {
namespace {

constexpr const char* kSuffixes[] = {"", "-wal", "-shm", "-journal"};

absl::Status Failed(const std::string& path, const char* what) {
  return absl::UnavailableError(absl::StrCat("The data file ", path, " could not be ", what, " (",
                                             std::strerror(errno), "); check the disk."));
}

// What to do about what is in the place of the data file.
std::string WhatToDo(const std::string& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) {
    return "it is a link that leads nowhere. Put back what it led to, or remove the link.";
  }
  if (S_ISDIR(about.st_mode)) return "it is a folder. Name a data file in it.";
  if (about.st_size == 0) {
    return "it is empty. If there was a schedule in it, restore it from a backup; else remove it "
           "first.";
  }
  return "start the server on it, or name another data file.";
}

// A link that leads nowhere is something, too.
absl::Status CheckNothingThere(const std::string& path) {
  for (const char* suffix : kSuffixes) {
    struct stat about;
    if (lstat(absl::StrCat(path, suffix).c_str(), &about) != 0) continue;
    return absl::AlreadyExistsError(
        absl::StrCat(path, suffix, " is there already, and was left as it is; ",
                     *suffix == '\0' ? WhatToDo(path)
                                     : "it may hold what was written to a data file that is gone. "
                                       "Put that back, or move this away."));
  }
  return absl::OkStatus();
}

// Writes an empty store and closes it, so that all is in the one file.
absl::Status WriteEmpty(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(path, "", Connection::Mode::kReadWrite);
  if (!connection.ok()) return connection.status();
  (*connection)->CheckpointOnClose(true);
  return PrepareDataFile(**connection, {.path = path, .create = true});
}

// Of a draft nobody needs what stands beside it, nor itself when it is not whole.
void RemoveDraft(const std::string& draft, bool and_itself) {
  for (const char* suffix : {"-lock", "-wal", "-shm", "-journal"}) {
    unlink(absl::StrCat(draft, suffix).c_str());
  }
  if (and_itself) unlink(draft.c_str());
}

// What is written ahead is brought into the file when it is closed, and nobody says whether that
// went well; but what is left beside it does.
absl::Status CheckAllIsIn(const std::string& draft) {
  struct stat about;
  if (lstat(absl::StrCat(draft, "-wal").c_str(), &about) != 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("The data file ", draft, " could not be written to its end; make room for it."));
}

using WriteFile = absl::FunctionRef<absl::Status(const std::string& draft)>;

absl::Status WriteDraft(const std::string& draft, WriteFile write) {
  RemoveDraft(draft, true);
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  const int descriptor = open(draft.c_str(), flags, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return Failed(draft, "made");
  // Closed when SQLite has closed it: before, that would take its locks away.
  absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  absl::Status status = write(draft);
  if (status.ok()) status = CheckAllIsIn(draft);
  if (status.ok() && fsync(descriptor) != 0) status = Failed(draft, "brought to disk");
  RemoveDraft(draft, !status.ok());
  return status;
}

// Never over what somebody else has put there meanwhile.
absl::Status Name(const std::string& draft, const std::string& path) {
  if (renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    return Failed(path, "named");
  }
  const std::string folder = std::filesystem::path(path).parent_path();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Failed(path, "brought to disk");
  absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  return fsync(descriptor) == 0 ? absl::OkStatus() : Failed(path, "brought to disk");
}

}  // namespace

absl::Status MakeSqliteStore(const std::string& path) { return MakeSqliteStore(path, WriteEmpty); }

absl::Status MakeSqliteStore(const std::string& path, WriteFile write) {
  // Before the lock, so that nothing is made beside what is there; and after it, as
  // another may have made one.
  RETURN_IF_ERROR(CheckNothingThere(path));
  absl::StatusOr<std::unique_ptr<LockFile>> lock = LockFile::Acquire(path);
  if (!lock.ok()) return lock.status();
  const std::string draft = path + "-new";
  absl::Status status = CheckNothingThere(path);
  if (status.ok()) status = WriteDraft(draft, write);
  if (status.ok()) status = Name(draft, path);
  return status;
}

}  // namespace taqvim::storage
