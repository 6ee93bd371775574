#include "client/cli/session/secret_input.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr size_t kLongestToken = 4096;
// What the tokens of a server begin with.
constexpr absl::string_view kTokenPrefix = "taqvim_";

// While it lives, the terminal does not show what is typed; also a signal that
// ends the program leaves it as it was before. One at a time.
class WithoutEcho {
 public:
  WithoutEcho() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    for (int signal : kSignals) std::signal(signal, RestoreAndEnd);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~WithoutEcho() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    for (int signal : kSignals) std::signal(signal, SIG_DFL);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  static constexpr int kSignals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

  static void RestoreAndEnd(int signal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::signal(signal, SIG_DFL);
    raise(signal);
  }

  static inline termios before_{};
  bool changed_ = false;
};

std::string AskForLine() {
  const WithoutEcho silent;
  std::cerr << "Token (it is not shown): " << std::flush;
  std::string line;
  std::getline(std::cin, line);
  std::cerr << "\n";
  return line;
}

absl::StatusOr<std::string> ReadLine(const std::string& path) {
  if (path == "-" && isatty(STDIN_FILENO) != 0) return AskForLine();
  auto content = ReadFile(path);
  if (content.ok()) content->resize(std::min(content->find('\n'), content->size()));
  return content;
}

}  // namespace

absl::StatusOr<std::string> ReadToken(const std::string& path, absl::string_view flag) {
  if (absl::StartsWith(path, kTokenPrefix)) {
    return UsageError(absl::StrCat(
        flag,
        " takes the name of a file. A token must not stand on a command line, where other users "
        "and the shell's history see it: have it revoked, and put a new one into a file, or give "
        "- and type it."));
  }
  const auto line = ReadLine(path);
  if (!line.ok()) return WithPrefix(absl::StrCat(flag, ": "), line.status());
  const absl::string_view token = absl::StripAsciiWhitespace(*line);
  if (token.empty()) {
    return UsageError(absl::StrCat(flag,
                                   ": there is no token in its first line; give the line that "
                                   "`taqvimd token create` printed."));
  }
  if (token.size() > kLongestToken ||
      !std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return UsageError(absl::StrCat(flag,
                                   ": its first line is no token; give the one line that "
                                   "`taqvimd token create` printed."));
  }
  return std::string(token);
}

}  // namespace taqvim::cli
