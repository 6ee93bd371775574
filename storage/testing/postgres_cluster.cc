#include "storage/testing/postgres_cluster.h"

#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/check.h"

namespace taqvim::storage::testing {
namespace {

constexpr char kUser[] = "postgres";

bool IsRoot() { return geteuid() == 0; }

// Ends with this process, and is not run as root.
std::vector<std::string> AsUser(std::vector<std::string> command) {
  std::vector<std::string> whole = {"setpriv", "--pdeathsig", "QUIT"};
  if (IsRoot()) {
    for (const char* flag : {"--reuid", kUser, "--regid", kUser, "--clear-groups"}) {
      whole.emplace_back(flag);
    }
  }
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

pid_t Spawn(std::vector<std::string> command, const std::string& log,
            std::vector<char*> variables) {
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int output : {STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, output, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  }
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  variables.push_back(nullptr);
  pid_t id = 0;
  CHECK(posix_spawnp(&id, arguments[0], &actions, nullptr, arguments.data(), variables.data()) ==
        0);
  posix_spawn_file_actions_destroy(&actions);
  return id;
}

// Where the postmaster says that it is ready, as to a service manager.
class ReadySocket {
 public:
  explicit ReadySocket(const std::string& path) : socket_(socket(AF_UNIX, SOCK_DGRAM, 0)) {
    unlink(path.c_str());
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    CHECK(path.size() < sizeof(address.sun_path));
    path.copy(address.sun_path, path.size());
    CHECK(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    CHECK(chmod(path.c_str(), 0666) == 0);
    // Longer than any start takes.
    const timeval longest{.tv_sec = 120, .tv_usec = 0};
    CHECK(setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof(longest)) == 0);
  }
  ~ReadySocket() { close(socket_); }
  ReadySocket(const ReadySocket&) = delete;
  ReadySocket& operator=(const ReadySocket&) = delete;

  bool Await() const {
    for (;;) {
      char message[4096];
      const ssize_t size = recv(socket_, message, sizeof(message), 0);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return false;
      const std::string_view text(message, static_cast<size_t>(size));
      if (text.find("READY=1") != std::string_view::npos) return true;
    }
  }

 private:
  const int socket_;
};

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "There is no PostgreSQL to test with: " << why << std::endl;
  std::abort();
}

}  // namespace

PostgresCluster& PostgresCluster::Shared() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster() : data_(folder_.File("data")) {
  if (IsRoot()) {
    const passwd* user = getpwnam(kUser);
    if (user == nullptr) Fail("there is no user postgres; install Debian's package postgresql.");
    CHECK(chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) == 0);
  }
  Initialize();
  Start();
}

PostgresCluster::~PostgresCluster() { Stop(SIGQUIT); }

void PostgresCluster::Initialize() {
  const std::string log = folder_.File("initdb.log");
  const pid_t id =
      Spawn(AsUser({absl::StrCat(TAQVIM_POSTGRES_PROGRAMS, "/initdb"), "--no-sync", "--auth=trust",
                    "--encoding=UTF8", "--locale=C.UTF-8", absl::StrCat("--username=", kUser),
                    absl::StrCat("--pgdata=", data_)}),
            log, {});
  int status = 0;
  CHECK(waitpid(id, &status, 0) == id);
  if (status != 0) Fail(absl::StrCat("initdb failed; see ", log, "."));
}

void PostgresCluster::Start() {
  const std::string log = folder_.File("log"), ready_at = folder_.File("ready");
  const ReadySocket ready(ready_at);
  std::vector<std::string> command = {absl::StrCat(TAQVIM_POSTGRES_PROGRAMS, "/postgres"), "-D",
                                      data_};
  for (const std::string& setting :
       {std::string("listen_addresses="), absl::StrCat("unix_socket_directories=", folder_.path()),
        std::string("max_connections=60"), std::string("shared_buffers=32MB"),
        std::string("lc_messages=C")}) {
    command.emplace_back("-c");
    command.push_back(setting);
  }
  std::string variable = absl::StrCat("NOTIFY_SOCKET=", ready_at);
  postmaster_ = Spawn(AsUser(command), log, {variable.data()});
  if (!ready.Await()) Fail(absl::StrCat("it did not say that it was ready; see ", log, "."));
}

void PostgresCluster::Stop(int signal) {
  kill(postmaster_, signal);
  CHECK(waitpid(postmaster_, nullptr, 0) == postmaster_);
}

void PostgresCluster::Restart(int signal) {
  Stop(signal);
  Start();
}

postgres::ConnectionSettings PostgresCluster::NewSchema() {
  return {.conninfo = absl::StrCat("host=", folder_.path(), " user=", kUser, " dbname=postgres"),
          .schema = absl::StrCat("schema_", ++schemas_),
          // A machine may be slow.
          .connect_time = absl::Seconds(60),
          .answer_time = absl::Seconds(60),
          .lock_time = absl::Seconds(60),
          .statement_time = absl::Seconds(60),
          .idle_time = absl::Seconds(60)};
}

std::unique_ptr<postgres::Connection> PostgresCluster::Connect(
    const postgres::ConnectionSettings& settings) {
  absl::StatusOr<std::unique_ptr<postgres::Connection>> connection =
      postgres::Connection::Open(settings);
  if (!connection.ok()) Fail(std::string(connection.status().message()));
  return *std::move(connection);
}

}  // namespace taqvim::storage::testing
