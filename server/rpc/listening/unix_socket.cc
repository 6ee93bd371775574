#include "server/rpc/listening/unix_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/status_macros.h"

namespace taqvim::rpc {
namespace {

// What a sentence says of the socket that cannot be at a path.
struct Wanted {
  const std::string& path;
  const SocketNames& names;

  absl::Status Refuse(absl::StatusCode code, absl::string_view rest) const {
    return absl::Status(code, absl::StrCat("The ", names.what, " cannot be at ", path, ": ", rest));
  }
  std::string Choose() const {
    return absl::StrCat("Or choose another place with ", names.flag, ".");
  }
};

// Others could put something of theirs into the socket's place.
absl::Status CheckFolder(const Wanted& wanted) {
  const std::string folder = std::filesystem::path(wanted.path).parent_path();
  struct stat about;
  if (stat(folder.empty() ? "." : folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) {
    return wanted.Refuse(absl::StatusCode::kInvalidArgument,
                         absl::StrCat("its folder is not there. ", wanted.Choose()));
  }
  const bool open_to_others = (about.st_mode & S_IWOTH) != 0;
  const bool sticky = (about.st_mode & S_ISVTX) != 0;
  if (!open_to_others || sticky) return absl::OkStatus();
  return wanted.Refuse(absl::StatusCode::kInvalidArgument,
                       absl::StrCat("others may write in its folder. Run: chmod o-w ", folder));
}

}  // namespace

absl::Status ClearSocket(const std::string& path, const SocketNames& names) {
  const Wanted wanted = {path, names};
  constexpr size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > kLongest) {
    return wanted.Refuse(
        absl::StatusCode::kInvalidArgument,
        absl::StrCat("a socket's path has at most ", kLongest, " bytes. ", wanted.Choose()));
  }
  RETURN_IF_ERROR(CheckFolder(wanted));
  struct stat about;
  if (lstat(path.c_str(), &about) != 0) return absl::OkStatus();
  if (!S_ISSOCK(about.st_mode)) {
    return wanted.Refuse(
        absl::StatusCode::kAlreadyExists,
        absl::StrCat("something is there that is no socket. Remove it. ", wanted.Choose()));
  }
  // Any other failure may pass: what listens may just have no room.
  if (TryConnect(path) != ECONNREFUSED) {
    return wanted.Refuse(
        absl::StatusCode::kAlreadyExists,
        absl::StrCat("a server listens there already. Stop it. ", wanted.Choose()));
  }
  if (unlink(path.c_str()) != 0) {
    return wanted.Refuse(absl::StatusCode::kInvalidArgument,
                         absl::StrCat("what a server left there cannot be removed: ",
                                      std::strerror(errno), ". ", wanted.Choose()));
  }
  return absl::OkStatus();
}

int TryConnect(const std::string& path) {
  sockaddr_un address = {.sun_family = AF_UNIX};
  if (path.size() >= sizeof(address.sun_path)) return ENAMETOOLONG;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return errno;
  absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  return connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0
             ? 0
             : errno;
}

PrivateCreation::PrivateCreation() : before_(umask(S_IXUSR | S_IRWXG | S_IRWXO)) {}

PrivateCreation::~PrivateCreation() { umask(before_); }

}  // namespace taqvim::rpc
