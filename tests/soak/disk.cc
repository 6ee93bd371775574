#include "tests/soak/disk.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::soak {
namespace {

constexpr char kLarge[] = "size=50%";

absl::Status Failed(const char* what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// Whoever is not root is so in a user namespace of its own.
absl::Status EnterUserNamespace() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return Failed("No mounts of its own");
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << absl::StrCat("0 ", user, " 1");
  std::ofstream("/proc/self/gid_map") << absl::StrCat("0 ", group, " 1");
  return absl::OkStatus();
}

absl::Status EnterMountNamespace() {
  if (unshare(CLONE_NEWNS) != 0) RETURN_IF_ERROR(EnterUserNamespace());
  // What is mounted from now on is not seen outside.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return Failed("Mounts are shared with others");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Disk>> Disk::Mount(const std::string& folder) {
  RETURN_IF_ERROR(EnterMountNamespace());
  if (mount("taqvim-soak", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, kLarge) != 0) {
    return Failed("No file system in memory can be mounted");
  }
  return std::unique_ptr<Disk>(new Disk(folder));
}

Disk::~Disk() { umount2(folder_.c_str(), MNT_DETACH); }

void Disk::Fill() {
  // Again, while what is on it grows.
  while (true) {
    struct statvfs disk;
    if (statvfs(folder_.c_str(), &disk) != 0) break;
    const auto used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize;
    const std::string size = absl::StrCat("size=", used);
    if (mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT, size.c_str()) == 0) return;
    if (errno != EINVAL) break;
  }
  std::perror("the disk cannot be made smaller");
  std::abort();
}

void Disk::MakeRoom() {
  if (mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT, kLarge) == 0) return;
  std::perror("the disk cannot be made larger");
  std::abort();
}

}  // namespace taqvim::soak
