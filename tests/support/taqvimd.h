// taqvimd as tests run it: a real process, on a data file and a port of its own.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "client/client.h"
#include "client/credentials.h"
#include "tests/support/process.h"

namespace taqvim::testing {

// The program.
std::string TaqvimdPath();

// Makes a data file, as `taqvimd init` does; fails the test when it cannot.
void MakeDataFile(const std::string& path);

// How often a test repeats itself: TAQVIM_ROUNDS when it is set, else the usual
// number, or the smaller one under a sanitizer.
int Rounds(int usual, int sanitized);

// A client whose calls are sent once, over a connection that it shares with none
// and that stands already, unless no server answers for five seconds.
std::unique_ptr<client::Client> ConnectOnce(const std::string& address,
                                            const client::Credentials& credentials = {});
std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address,
                                          const client::Credentials& credentials = {});

// Not thread-safe, but what client() returns is.
class Taqvimd {
 public:
  // Starts it on the file `schedule.db` of a new folder. The flags are given at
  // each start, too. Who shows no credentials may do everything.
  explicit Taqvimd(std::vector<std::string> flags = {});
  // The same with that `--anonymous-role`; client() is the operator.
  static std::unique_ptr<Taqvimd> Guarded(std::vector<std::string> flags,
                                          const std::string& anonymous_role = "none");

  // Starts it again on its file, and waits until it serves.
  void Start();
  // Asks it to stop and waits for its end; returns its exit code.
  int Stop();
  // As a power cut would: SIGKILL.
  void Kill();

  // A client of the running server, which ends with it.
  client::Client& client() { return *client_; }
  std::string address() const { return server_->address(); }
  // The address of the operator's socket.
  std::string operator_address() const { return "unix:" + data_file() + ".socket"; }
  Process& process() { return server_->process(); }
  const TempDir& dir() const { return dir_; }
  std::string data_file() const { return dir_.Path("schedule.db"); }
  std::string log() const { return ReadFile(dir_.Path("taqvimd.log")); }
  // Returns once its log has a line with both texts; fails the test after a while.
  void AwaitLog(const std::string& text, const std::string& cause) const;

 private:
  Taqvimd(std::vector<std::string> flags, bool guarded);

  const std::vector<std::string> flags_;
  const bool guarded_;
  TempDir dir_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<client::Client> client_;
};

}  // namespace taqvim::testing
