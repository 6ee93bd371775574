#include "storage/sqlite/file/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// What this process holds.
struct Held {
  absl::Mutex mutex;
  std::set<FileId> files ABSL_GUARDED_BY(mutex);
};

Held& AllHeld() {
  static Held& held = *new Held;
  return held;
}

FileId IdOf(const struct stat& about) { return {about.st_dev, about.st_ino}; }

// The process in which SQLite has the file open; empty when that is not known.
std::string UserOf(int descriptor) {
  // The bytes that SQLite locks in a data file (its file format, "Lock-byte page").
  struct flock lock = {
      .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512, .l_pid = 0};
  const bool found = fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  return found && lock.l_pid > 0 ? absl::StrCat(lock.l_pid) : "";
}

absl::Status CannotOpen(const std::string& path, int error) {
  return absl::PermissionDeniedError(
      absl::StrCat("The data file ", path, " cannot be opened (", std::strerror(error),
                   "); give this user permission to read and write it."));
}

std::string RealPath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataLock>> DataLock::Acquire(const std::string& path, bool create) {
  std::unique_ptr<DataLock> lock(new DataLock(path));
  struct stat about;
  if (stat(path.c_str(), &about) == 0 && !lock->Claim(IdOf(about))) {
    return LockedBy(path, absl::StrCat(getpid()));
  }
  absl::Status status = lock->TakeLockFiles();
  if (status.ok()) status = lock->Open(create);
  if (status.ok()) status = lock->Lock();
  if (status.ok()) status = lock->CheckNames();
  if (!status.ok()) return status;
  return lock;
}

DataLock::~DataLock() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!claimed_) return;
  Held& held = AllHeld();
  absl::MutexLock lock(&held.mutex);
  held.files.erase(id_);
}

bool DataLock::Claim(FileId id) {
  Held& held = AllHeld();
  absl::MutexLock lock(&held.mutex);
  claimed_ = held.files.insert(id).second;
  if (claimed_) id_ = id;
  return claimed_;
}

// A server of an earlier version takes the one beside the name that it is given, be
// that a link.
absl::Status DataLock::TakeLockFiles() {
  real_path_ = RealPath(path_);
  ASSIGN_OR_RETURN(auto beside_file, LockFile::Acquire(real_path_));
  lock_files_.push_back(std::move(beside_file));
  if (!std::filesystem::is_symlink(path_)) return absl::OkStatus();
  auto beside_link = LockFile::Acquire(path_);
  if (absl::IsFailedPrecondition(beside_link.status())) return beside_link.status();
  // Nobody has to be able to write where the link is.
  if (beside_link.ok()) lock_files_.push_back(*std::move(beside_link));
  return absl::OkStatus();
}

absl::Status DataLock::Open(bool create) {
  // Nobody waits for what is a pipe.
  const int flags = O_CLOEXEC | O_NONBLOCK | (create ? O_CREAT : 0);
  descriptor_ = open(path_.c_str(), flags | O_RDWR, S_IRUSR | S_IWUSR);
  // Who may not write it is told so when SQLite has looked.
  if (descriptor_ < 0) descriptor_ = open(path_.c_str(), flags | O_RDONLY, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) return CannotOpen(path_, errno);
  struct stat about;
  if (fstat(descriptor_, &about) != 0) return CannotOpen(path_, errno);
  if (claimed_ ? IdOf(about) != id_ : !Claim(IdOf(about))) {
    return absl::FailedPreconditionError(
        absl::StrCat("The data file ", path_, " was replaced while it was opened; try again."));
  }
  return absl::OkStatus();
}

absl::Status DataLock::Lock() {
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno == EWOULDBLOCK) return LockedBy(path_, UserOf(descriptor_));
  return absl::FailedPreconditionError(absl::StrCat("The data file ", path_, " cannot be locked (",
                                                    std::strerror(errno),
                                                    "); put it on a local disk."));
}

absl::Status DataLock::CheckNames() const {
  struct stat about;
  if (fstat(descriptor_, &about) != 0) return CannotOpen(path_, errno);
  if (about.st_nlink == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "The data file ", path_, " has ", about.st_nlink,
      " names (hard links), and its write-ahead log stands beside one of them only. Keep the name "
      "under which it was served last, and remove the others; find them with: find -samefile ",
      path_));
}

}  // namespace taqvim::storage
