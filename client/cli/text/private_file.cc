#include "client/cli/text/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr mode_t kOthersMode = S_IRWXG | S_IRWXO;
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;

// Closes what it holds.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() { Close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd() const { return fd_; }
  // Whether it was open, and is closed without an error.
  bool Close() { return fd_ >= 0 && close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

absl::Status Failed(absl::string_view what, const std::string& path) {
  return UsageError(absl::StrCat(path, " cannot be ", what, ": ", std::strerror(errno), "."));
}

std::string FolderOf(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

absl::Status CheckOwner(const struct stat& found, const std::string& path) {
  if (found.st_uid == geteuid()) return absl::OkStatus();
  return UsageError(
      absl::StrCat(path,
                   " belongs to another user, who could change whom you talk to; move it "
                   "away and make your contexts anew."));
}

absl::Status CheckFolder(const std::string& folder) {
  struct stat found {};
  if (stat(folder.c_str(), &found) != 0) return Failed("looked at", folder);
  RETURN_IF_ERROR(CheckOwner(found, folder));
  if ((found.st_mode & kOthersWrite) == 0) return absl::OkStatus();
  return UsageError(absl::StrCat("Others can write to ", folder,
                                 ", and so could change whom you talk to; run `chmod 700 ", folder,
                                 "`."));
}

absl::Status CheckFile(const File& file, const std::string& path) {
  struct stat found {};
  if (fstat(file.fd(), &found) != 0) return Failed("looked at", path);
  RETURN_IF_ERROR(CheckOwner(found, path));
  if ((found.st_mode & kOthersMode) == 0) return absl::OkStatus();
  return UsageError(absl::StrCat("Others can read ", path, ", which holds tokens; run `chmod 600 ",
                                 path,
                                 "`, and if somebody may have read it, have its tokens revoked."));
}

absl::Status MakeFolder(const std::string& folder) {
  const std::string parent = FolderOf(folder);
  if (!parent.empty() && access(parent.c_str(), F_OK) != 0 && parent != folder) {
    RETURN_IF_ERROR(MakeFolder(parent));
  }
  if (mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return absl::OkStatus();
  return Failed("made", folder);
}

absl::Status WriteAll(File& file, absl::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = write(file.fd(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("written", path);
    content.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(file.fd()) == 0 && file.Close() ? absl::OkStatus() : Failed("written", path);
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  if (file.fd() < 0) return Failed("read", path);
  RETURN_IF_ERROR(CheckFolder(FolderOf(path)));
  RETURN_IF_ERROR(CheckFile(file, path));
  std::string content;
  char block[4096];
  ssize_t count;
  while ((count = read(file.fd(), block, sizeof(block))) > 0) {
    content.append(block, static_cast<size_t>(count));
  }
  if (count < 0) return Failed("read", path);
  return std::optional<std::string>(std::move(content));
}

absl::Status WritePrivateFile(const std::string& path, const std::string& content) {
  const std::string folder = FolderOf(path);
  RETURN_IF_ERROR(MakeFolder(folder));
  if (chmod(folder.c_str(), S_IRWXU) != 0) return Failed("closed to others", folder);
  std::string temporary = path + ".XXXXXX";
  // It is made for its owner alone.
  File file(mkostemp(temporary.data(), O_CLOEXEC));
  if (file.fd() < 0) return Failed("written", temporary);
  absl::Status status = WriteAll(file, content, temporary);
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) status = Failed("written", path);
  if (!status.ok()) {
    // What failed first is what to tell.
    unlink(temporary.c_str());
    return status;
  }
  const File opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fsync(opened.fd()) == 0 ? absl::OkStatus() : Failed("written", folder);
}

}  // namespace taqvim::cli
