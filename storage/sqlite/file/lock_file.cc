#include "storage/sqlite/file/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

constexpr char kLocked[] = "taqvim/locked-by-a-server";

absl::Status CannotOpenLock(const std::string& data_path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return absl::NotFoundError(absl::StrCat("The directory of the data file ", data_path,
                                            " does not exist; create it first."));
  }
  if (error == EACCES || error == EPERM || error == EROFS) {
    return absl::PermissionDeniedError(
        absl::StrCat("The directory of the data file ", data_path,
                     " cannot be written by this user; give it write permission."));
  }
  return absl::UnavailableError(absl::StrCat("The lock file ", data_path,
                                             "-lock could not be opened (", strerror(error), ")."));
}

std::string ProcessIn(int descriptor) {
  char text[32] = {};
  const ssize_t size = pread(descriptor, text, sizeof(text) - 1, 0);
  return std::string(absl::StripAsciiWhitespace(std::string(text, size > 0 ? size : 0)));
}

}  // namespace

absl::Status LockedBy(const std::string& data_path, const std::string& process) {
  absl::Status status = absl::FailedPreconditionError(absl::StrCat(
      "The data file ", data_path, " is locked by a running server (process ",
      process.empty() ? "unknown" : process, "); stop it first, or use another data file."));
  status.SetPayload(kLocked, absl::Cord());
  return status;
}

bool IsLocked(const absl::Status& status) { return status.GetPayload(kLocked).has_value(); }

absl::StatusOr<std::unique_ptr<LockFile>> LockFile::Acquire(const std::string& data_path) {
  std::string path = data_path + "-lock";
  // A link that somebody has put there is not followed: what it names is written over.
  int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return CannotOpenLock(data_path, errno);
  // Whoever can open one that an earlier version made can lock it, too. That of another
  // user stays as it is.
  [[maybe_unused]] const int mended = fchmod(descriptor, S_IRUSR | S_IWUSR);
  std::unique_ptr<LockFile> lock(new LockFile(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return LockedBy(data_path, ProcessIn(descriptor));
  }
  RETURN_IF_ERROR(lock->WriteProcessId());
  return lock;
}

LockFile::~LockFile() { close(descriptor_); }

absl::Status LockFile::WriteProcessId() {
  std::string text = absl::StrCat(getpid(), "\n");
  if (ftruncate(descriptor_, 0) == 0 &&
      pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat("The lock file could not be written (", strerror(errno), "); check the disk."));
}

}  // namespace taqvim::storage
