#include "server/rpc/operator_socket.h"

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

namespace taqvim::rpc {
namespace {

constexpr char kChoose[] = "Or choose another place with --operator-socket.";

absl::Status Refuse(absl::StatusCode code, const std::string& path, absl::string_view rest) {
  return absl::Status(code, absl::StrCat("The operator's socket cannot be at ", path, ": ", rest));
}

// Others could put something of theirs into the socket's place.
absl::Status CheckFolder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path();
  struct stat about;
  if (stat(folder.empty() ? "." : folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) {
    return Refuse(absl::StatusCode::kInvalidArgument, path,
                  absl::StrCat("its folder is not there. ", kChoose));
  }
  const bool open_to_others = (about.st_mode & S_IWOTH) != 0;
  const bool sticky = (about.st_mode & S_ISVTX) != 0;
  if (!open_to_others || sticky) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, path,
                absl::StrCat("others may write in its folder. Run: chmod o-w ", folder));
}

// 0 when somebody answers there, else the error number.
int Connect(const std::string& path) {
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

}  // namespace

std::string DefaultOperatorSocket(const std::string& data_file) { return data_file + ".socket"; }

absl::Status ClearOperatorSocket(const std::string& path) {
  constexpr size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > kLongest) {
    return Refuse(absl::StatusCode::kInvalidArgument, path,
                  absl::StrCat("a socket's path has at most ", kLongest, " bytes. ", kChoose));
  }
  if (absl::Status status = CheckFolder(path); !status.ok()) return status;
  struct stat about;
  if (lstat(path.c_str(), &about) != 0) return absl::OkStatus();
  if (!S_ISSOCK(about.st_mode)) {
    return Refuse(absl::StatusCode::kAlreadyExists, path,
                  absl::StrCat("something is there that is no socket. Remove it. ", kChoose));
  }
  // Any other failure may pass: what listens may just have no room.
  if (Connect(path) != ECONNREFUSED) {
    return Refuse(absl::StatusCode::kAlreadyExists, path,
                  absl::StrCat("a server listens there already. Stop it. ", kChoose));
  }
  if (unlink(path.c_str()) != 0) {
    return Refuse(absl::StatusCode::kInvalidArgument, path,
                  absl::StrCat("what a server left there cannot be removed: ", std::strerror(errno),
                               ". ", kChoose));
  }
  return absl::OkStatus();
}

absl::Status FindOperatorSocket(const std::string& path) {
  switch (const int error = Connect(path)) {
    case 0:
    case EAGAIN:
      return absl::OkStatus();
    case ENOENT:
    case ENOTDIR:
    case ECONNREFUSED:
      return absl::UnavailableError(absl::StrCat("No server runs on ", path,
                                                 "; start it first, or name its socket with "
                                                 "--operator-socket."));
    case EACCES:
      return absl::PermissionDeniedError(absl::StrCat(
          "This user may not use ", path, "; run this as the user that runs the server."));
    default:
      return absl::UnavailableError(
          absl::StrCat("The server's socket ", path, " cannot be used: ", std::strerror(error)));
  }
}

bool IsPeerOperator(int connection) {
  ucred peer = {};
  socklen_t length = sizeof(peer);
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}

PrivateCreation::PrivateCreation() : before_(umask(S_IXUSR | S_IRWXG | S_IRWXO)) {}

PrivateCreation::~PrivateCreation() { umask(before_); }

}  // namespace taqvim::rpc
