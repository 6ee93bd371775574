#include "storage/target/filter.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

extern char** environ;

namespace taqvim::storage {

absl::StatusOr<std::unique_ptr<Filter>> Filter::Start(const std::vector<std::string>& command,
                                                      int file, Way way) {
  std::unique_ptr<Filter> filter(new Filter(command.front()));
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return absl::UnavailableError(
        absl::StrCat("No pipe can be made (", std::strerror(errno), ")."));
  }
  const bool out = way == Way::kOut;
  filter->descriptor_ = ends[out ? 1 : 0];
  const int theirs = ends[out ? 0 : 1];
  absl::Cleanup close_theirs = [theirs] { close(theirs); };
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  absl::Cleanup destroy = [&actions] { posix_spawn_file_actions_destroy(&actions); };
  posix_spawn_file_actions_adddup2(&actions, out ? theirs : file, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out ? file : theirs, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& one : command) arguments.push_back(const_cast<char*>(one.c_str()));
  arguments.push_back(nullptr);
  const int error =
      posix_spawnp(&filter->process_, arguments[0], &actions, nullptr, arguments.data(), environ);
  if (error == 0) return filter;
  filter->process_ = -1;
  return absl::NotFoundError(absl::StrCat("The program ", command.front(), " cannot be run (",
                                          std::strerror(error), "); install it: apt-get install ",
                                          command.front()));
}

void Filter::Close() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

absl::Status Filter::Finish() {
  Close();
  int code = 0;
  if (waitpid(std::exchange(process_, -1), &code, 0) > 0 && code == 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("The program ", name_, " failed; see what it printed."));
}

Filter::~Filter() {
  Close();
  if (process_ <= 0) return;
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

}  // namespace taqvim::storage
