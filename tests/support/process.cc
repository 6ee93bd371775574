#include "tests/support/process.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

extern char** environ;

namespace taqvim::testing {
namespace {

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
}

// Waits until something in the folder changes, or a tenth of a second is over.
class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder) : fd_(inotify_init1(IN_CLOEXEC)) {
    inotify_add_watch(fd_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
  }
  ~FolderWatch() { close(fd_); }

  void Wait() const {
    pollfd poll_fd = {.fd = fd_, .events = POLLIN, .revents = 0};
    if (poll(&poll_fd, 1, 100) > 0) {
      char buffer[4096];
      [[maybe_unused]] auto drained = read(fd_, buffer, sizeof buffer);
    }
  }

 private:
  const int fd_;
};

std::vector<std::string> With(std::vector<std::string> command, const std::string& flag,
                              const std::string& value) {
  command.push_back(flag);
  command.push_back(value);
  return command;
}

// A field of proc(5), such as `VmHWM: 26128 kB`.
int64_t MemoryKib(pid_t pid, const std::string& name) {
  const std::string status = ReadFile("/proc/" + std::to_string(pid) + "/status");
  const size_t field = status.find(name);
  if (field == std::string::npos) Die("the system does not say how much memory a process has");
  return std::atoll(status.c_str() + field + name.size());
}

}  // namespace

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "taqvim-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) Die("no temporary folder can be made at " + name);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(const std::vector<std::string>& command, const std::string& log)
    : Process(command, log, log) {}

Process::Process(const std::vector<std::string>& command, const std::string& output,
                 const std::string& errors) {
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const int append = O_WRONLY | O_CREAT | O_APPEND;
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), append, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), append, 0600);
  const int error =
      posix_spawn(&pid_, command[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) Die(command[0] + " cannot be started; build it first");
}

Process::~Process() {
  if (Ended()) return;
  Signal(SIGKILL);
  Wait();
}

void Process::Signal(int signal) const { kill(pid_, signal); }

int Process::Wait() {
  if (!ended_) {
    waitpid(pid_, &status_, 0);
    ended_ = true;
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

bool Process::Ended() {
  if (!ended_) ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
  return ended_;
}

double Process::ProcessorSeconds() const {
  // Fields 14 and 15 of proc(5), counted from the parenthesis that ends field 2.
  const std::string stat = ReadFile("/proc/" + std::to_string(pid_) + "/stat");
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

int64_t Process::ResidentKib() const { return MemoryKib(pid_, "VmRSS:"); }

int64_t Process::PeakKib() const { return MemoryKib(pid_, "VmHWM:"); }

ServerProcess::ServerProcess(std::vector<std::string> command, const TempDir& dir,
                             const std::string& name)
    : port_file_(dir.Path(name + ".port")),
      process_((std::filesystem::remove(port_file_),
                With(std::move(command), "--port-file", port_file_)),
               dir.Path(name + ".log")) {
  const FolderWatch watch(dir.Path(""));
  while (true) {
    const std::string text = ReadFile(port_file_);
    if (!text.empty() && text.back() == '\n') {
      port_ = std::atoi(text.c_str());
      return;
    }
    if (process_.Ended()) Die("the server ended:\n" + ReadFile(dir.Path(name + ".log")));
    watch.Wait();
  }
}

int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof(address);
  auto* place = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, place, length) != 0 || getsockname(listener, place, &length) != 0) {
    std::abort();
  }
  close(listener);
  return ntohs(address.sin_port);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string BuildPath(const std::string& relative) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / relative).string();
}

}  // namespace taqvim::testing
