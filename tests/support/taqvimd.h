// taqvimd as tests run it: a real process, on a data file and a port of its own.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "client/client.h"
#include "tests/support/process.h"

namespace taqvim::testing {

// The program.
std::string TaqvimdPath();

// How often a test repeats itself: TAQVIM_ROUNDS when it is set, else the usual
// number, or the smaller one under a sanitizer.
int Rounds(int usual, int sanitized);

// A client whose calls are sent once, over a connection that it shares with none
// and that stands already, unless no server answers for five seconds.
std::unique_ptr<client::Client> ConnectOnce(const std::string& address);
std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address);

// Not thread-safe, but what client() returns is.
class Taqvimd {
 public:
  // Starts it on the file `schedule.db` of a new folder. The flags are given at
  // each start, too.
  explicit Taqvimd(std::vector<std::string> flags = {});

  // Starts it again on its file, and waits until it serves.
  void Start();
  // Asks it to stop and waits for its end; returns its exit code.
  int Stop();
  // As a power cut would: SIGKILL.
  void Kill();

  // A client of the running server, which ends with it.
  client::Client& client() { return *client_; }
  std::string address() const { return server_->address(); }
  Process& process() { return server_->process(); }
  const TempDir& dir() const { return dir_; }
  std::string data_file() const { return dir_.Path("schedule.db"); }
  std::string log() const { return ReadFile(dir_.Path("taqvimd.log")); }

 private:
  const std::vector<std::string> flags_;
  TempDir dir_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<client::Client> client_;
};

}  // namespace taqvim::testing
