#include "server/rpc/listening/edge_socket.h"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"

namespace taqvim::rpc {
namespace {

constexpr size_t kMaxEntryBytes = 64 << 10;
constexpr mode_t kOwnerAndGroup = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;

// How it is called in commands; its number without a name.
std::string NameOfGroup(gid_t id) {
  group entry;
  group* found = nullptr;
  std::vector<char> buffer(kMaxEntryBytes);
  getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? absl::StrCat(id) : std::string(found->gr_name);
}

absl::Status Refuse(const std::string& path, const EdgeUser& user, int error) {
  const std::string group = NameOfGroup(user.group);
  if (error != EPERM) {
    return absl::PermissionDeniedError(
        absl::StrCat("The edge's socket ", path, " cannot be given to the group ", group, ": ",
                     std::strerror(error), ". Choose another place with --edge-socket."));
  }
  return absl::PermissionDeniedError(absl::StrCat(
      "The edge's socket ", path, " cannot be given to the group ", group, " of ", user.name,
      ", as the server's user is not in it. Put it there, as by: usermod "
      "--append --groups ",
      group, " USER; and start the server anew."));
}

}  // namespace

absl::StatusOr<EdgeUser> FindEdgeUser(const std::string& name) {
  passwd entry;
  passwd* found = nullptr;
  std::vector<char> buffer(kMaxEntryBytes);
  getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found != nullptr) return EdgeUser{.name = name, .id = found->pw_uid, .group = found->pw_gid};
  return absl::InvalidArgumentError(absl::StrCat(
      "There is no user ", name, ", as whom the edge would run; name that user with --edge-user."));
}

absl::Status OpenToEdge(const std::string& path, const EdgeUser& user) {
  // Whose socket it is already needs no group.
  const bool is_own = user.id == geteuid();
  if (!is_own && chown(path.c_str(), static_cast<uid_t>(-1), user.group) != 0) {
    return Refuse(path, user, errno);
  }
  if (chmod(path.c_str(), kOwnerAndGroup) != 0) return Refuse(path, user, errno);
  return absl::OkStatus();
}

bool IsFrom(const EdgeUser& user, int descriptor) {
  ucred peer = {};
  socklen_t length = sizeof(peer);
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
         length == sizeof(peer) && peer.uid == user.id;
}

}  // namespace taqvim::rpc
