// The secrets of the command line from outside: what other users of the machine
// can see of them while it runs, and what a terminal shows.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "taqvim_a-secret-that-nobody-may-see";

class ContextsFromOutside : public ::testing::Test {
 protected:
  ContextsFromOutside() { setenv("XDG_CONFIG_HOME", dir_.Path("config").c_str(), 1); }
  ~ContextsFromOutside() override { unsetenv("XDG_CONFIG_HOME"); }

  std::string file() const { return dir_.Path("config") + "/taqvim/contexts.yaml"; }

  testing::TempDir dir_;
};

// All that a process tells everybody about itself.
std::string ProcOf(pid_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  return testing::ReadFile(folder + "/cmdline") + testing::ReadFile(folder + "/environ") +
         testing::ReadFile(folder + "/comm");
}

TEST_F(ContextsFromOutside, NoProcessListShowsATokenThatIsRead) {
  const std::string pipe = dir_.Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  testing::Process taqvim({TAQVIM, "context", "create", "work", "--address", "127.0.0.1:1",
                           "--token-file", pipe, "--verbose"},
                          dir_.Path("out"));
  // It is open for writing once the command reads.
  const int end = open(pipe.c_str(), O_WRONLY);
  ASSERT_GE(end, 0);
  const std::string line = absl::StrCat(kToken, "\n");
  ASSERT_EQ(write(end, line.data(), line.size()), ssize_t(line.size()));
  const std::string shown = ProcOf(taqvim.pid());
  close(end);
  EXPECT_EQ(taqvim.Wait(), 0);
  EXPECT_THAT(shown, HasSubstr("--token-file"));
  EXPECT_THAT(shown, Not(HasSubstr(kToken)));
  EXPECT_THAT(testing::ReadFile(dir_.Path("out")), Not(HasSubstr(kToken)));
  EXPECT_THAT(testing::ReadFile(file()), HasSubstr(kToken));
}

// `taqvim context create`, which asks for a token on a terminal of its own; a
// negative number where there is none to be had.
std::pair<pid_t, int> CreateOnATerminal() {
  int terminal = -1;
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid == 0) {
    execl(TAQVIM, TAQVIM, "context", "create", "work", "--address", "127.0.0.1:1", "--token-file",
          "-", nullptr);
    _exit(127);
  }
  return {pid, terminal};
}

// Reads the terminal until the text comes or it is closed.
std::string ReadTo(int terminal, const std::string& text) {
  std::string shown;
  char block[256];
  ssize_t count;
  while (shown.find(text) == std::string::npos &&
         (count = read(terminal, block, sizeof(block))) > 0) {
    shown.append(block, static_cast<size_t>(count));
  }
  return shown;
}

TEST_F(ContextsFromOutside, ATerminalAsksForTheTokenAndDoesNotShowIt) {
  const auto [pid, terminal] = CreateOnATerminal();
  ASSERT_GT(pid, 0) << "This machine gives no pseudo-terminal; mount /dev/pts.";
  EXPECT_THAT(ReadTo(terminal, "shown): "), HasSubstr("Token"));
  const std::string line = absl::StrCat(kToken, "\n");
  EXPECT_EQ(write(terminal, line.data(), line.size()), ssize_t(line.size()));
  EXPECT_THAT(ReadTo(terminal, "from now on"), Not(HasSubstr(kToken)));
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
  close(terminal);
  EXPECT_THAT(testing::ReadFile(file()), HasSubstr(kToken));
}

TEST_F(ContextsFromOutside, ATerminalShowsWhatIsTypedAgainAfterAnInterrupt) {
  const auto [pid, terminal] = CreateOnATerminal();
  ASSERT_GT(pid, 0) << "This machine gives no pseudo-terminal; mount /dev/pts.";
  ReadTo(terminal, "shown): ");
  termios settings{};
  ASSERT_EQ(tcgetattr(terminal, &settings), 0);
  EXPECT_EQ(settings.c_lflag & ECHO, 0u);
  ASSERT_EQ(kill(pid, SIGINT), 0);
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
  ASSERT_EQ(tcgetattr(terminal, &settings), 0);
  EXPECT_NE(settings.c_lflag & ECHO, 0u);
  close(terminal);
}

TEST_F(ContextsFromOutside, ASocketIsTheSameFromEveryFolder) {
  testing::Process create(
      {"/bin/bash", "-c",
       "cd " + dir_.Path("") +
           " && " TAQVIM " context create op --address unix:schedule.db.socket"},
      dir_.Path("log"));
  ASSERT_EQ(create.Wait(), 0);
  EXPECT_THAT(testing::ReadFile(file()), HasSubstr("unix:" + dir_.Path("schedule.db.socket")));
}

}  // namespace
}  // namespace taqvim::e2e
