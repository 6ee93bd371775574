// A child process of a test or benchmark, and servers among them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace taqvim::testing {

// A folder of its own under the system's temporary one, removed at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  std::string Path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// A running program. Killed, if it still runs, when this is destroyed. Not
// thread-safe.
class Process {
 public:
  // Starts it with standard output and error appended to `log`. Aborts when it
  // cannot be started.
  Process(const std::vector<std::string>& command, const std::string& log);
  // The same with a file for each.
  Process(const std::vector<std::string>& command, const std::string& output,
          const std::string& errors);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int signal) const;
  // Waits for its end; the exit code, or 128 and the signal that ended it.
  int Wait();
  // Whether it has ended; then Wait() does not block.
  bool Ended();
  // The processor seconds that it has used, in user and system mode.
  double ProcessorSeconds() const;
  // The memory that it has resident, and the most that it has had, in KiB.
  int64_t ResidentKib() const;
  int64_t PeakKib() const;

 private:
  pid_t pid_ = 0;
  int status_ = 0;
  bool ended_ = false;
};

// A program that serves on a loopback port of its choice and writes it into the
// file that `--port-file` names, as taqvimd does.
class ServerProcess {
 public:
  // Starts it with the arguments and a port file in `dir`, and waits until it
  // serves. Aborts, with its log, when it ends instead.
  ServerProcess(std::vector<std::string> command, const TempDir& dir, const std::string& name);

  Process& process() { return process_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  const std::string port_file_;
  Process process_;
  int port_ = 0;
};

// A port of this machine that nobody has now, for a program that cannot be given any, or that is to
// have the same when it is started again.
int FreePort();

// What a file holds; empty when there is none.
std::string ReadFile(const std::string& path);

// The folder of the running program, in which its siblings are found.
std::string BuildPath(const std::string& relative);

}  // namespace taqvim::testing
