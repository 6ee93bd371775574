#include "client/cli/app/pager.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/text/text.h"

// POSIX's, which no header needs to declare.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace taqvim::cli {
namespace {

// Where there is no less, it says nothing, and ends as a shell does that finds no program.
constexpr char kLess[] = "command -v less >/dev/null || exit 127; exec less -FRX";
// What a shell ends with that cannot run what it was given, or does not find it.
constexpr int kNotRun = 126;
constexpr int kNotFound = 127;

// A signal that is ignored while it exists.
class Ignored {
 public:
  explicit Ignored(int signal) : signal_(signal) {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(signal, &ignore, &before_);
  }
  ~Ignored() { sigaction(signal_, &before_, nullptr); }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;

 private:
  const int signal_;
  struct sigaction before_ = {};
};

// What this process has, and that texts are UTF-8, unless something else is said.
std::vector<std::string> Environment() {
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) variables.emplace_back(*one);
  if (std::getenv("LESSCHARSET") == nullptr) variables.emplace_back("LESSCHARSET=utf-8");
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Starts it with the descriptor as its standard input, and has no other that is closed on exec;
// unset where that fails.
std::optional<pid_t> Start(const std::string& command, int input) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  // What this process ignores the pager does not.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGINT, SIGQUIT, SIGPIPE}) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> words = {"/bin/sh", "-c", command}, variables = Environment();
  pid_t pid = 0;
  const int error = posix_spawn(&pid, words[0].c_str(), &files, &attributes, Pointers(words).data(),
                                Pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error == 0 ? std::optional<pid_t>(pid) : std::nullopt;
}

// Until nobody reads any more.
void WriteAll(int descriptor, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// Its exit code; 0 where it is not known.
int WaitFor(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

}  // namespace

std::string PagerCommand(const std::function<std::optional<std::string>(const char*)>& variable) {
  for (const char* name : {"TAQVIM_PAGER", "PAGER"}) {
    if (const auto command = variable(name)) return *command == "cat" ? "" : *command;
  }
  return kLess;
}

int ScreenLines(absl::string_view text, int columns) {
  int lines = 0;
  absl::ConsumeSuffix(&text, "\n");
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const int width = DisplayWidth(line);
    lines += columns > 0 && width > columns ? (width + columns - 1) / columns : 1;
  }
  return lines;
}

bool ShowInPager(const std::string& command, const std::string& text) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  const Ignored no_interrupt(SIGINT), no_quit(SIGQUIT), no_pipe(SIGPIPE);
  const auto pid = Start(command, ends[0]);
  close(ends[0]);
  if (pid) WriteAll(ends[1], text);
  close(ends[1]);
  if (!pid) return false;
  const int code = WaitFor(*pid);
  return code != kNotRun && code != kNotFound;
}

}  // namespace taqvim::cli
