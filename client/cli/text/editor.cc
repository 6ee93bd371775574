#include "client/cli/text/editor.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

// Keeps SIGINT from ending this program while it exists.
class WithoutInterrupts {
 public:
  WithoutInterrupts() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before_);
  }
  ~WithoutInterrupts() { sigaction(SIGINT, &before_, nullptr); }
  WithoutInterrupts(const WithoutInterrupts&) = delete;
  WithoutInterrupts& operator=(const WithoutInterrupts&) = delete;

 private:
  struct sigaction before_ {};
};

// What was ignored here is not ignored by the editor.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

absl::Status OpenInEditor(const std::string& editor, const std::string& path) {
  std::string shell = "sh", option = "-c", script = absl::StrCat(editor, " \"$1\""), file = path;
  char* words[] = {shell.data(), option.data(), script.data(), shell.data(), file.data(), nullptr};
  const WithoutInterrupts waiting;
  const Attributes attributes;
  pid_t child = 0;
  const int error = posix_spawn(&child, "/bin/sh", nullptr, attributes.get(), words, environ);
  if (error != 0) {
    return UsageError(
        absl::StrCat("The editor `", editor, "` cannot be run: ", std::strerror(error), "."));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return UsageError("The editor could not be waited for.");
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return UsageError(absl::StrCat("The editor `", editor, "` ended with an error."));
}

}  // namespace taqvim::cli
