// A service in another language that keeps a copy of the schedule.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace taqvim::festival {

// The makes of clients: `grpcio`, `grpc_js` and `connect_node`.
extern const std::vector<std::string> kMakes;

// Runs one of the programs client.py and client.js, in the folder.
class ForeignClient {
 public:
  ForeignClient(std::string make, std::string server, const testing::TempDir& dir);

  const std::string& make() const { return make_; }
  // Starts what the program calls so, with these settings besides.
  void Start(const std::string& what, const std::map<std::string, std::string>& settings);
  // Waits for its end; `done`, or what it says is not so.
  std::string Wait();
  // Waits until it has killed itself; false, and why, when it ends otherwise.
  bool HasKilledItself();
  void Kill();
  bool Ended() { return process_->Ended(); }
  std::string log() const { return testing::ReadFile(log_); }

 protected:
  std::string Path(const std::string& name) const { return dir_.Path(make_ + "-" + name); }

 private:
  const std::string make_;
  const std::string server_;
  const testing::TempDir& dir_;
  const std::string log_;
  std::unique_ptr<testing::Process> process_;
};

class Follower : public ForeignClient {
 public:
  using ForeignClient::ForeignClient;
  // Goes on where its copy is; until a part of a revision has come, if asked for.
  void Follow(bool die_between_parts = false);
  // Whether its copy stands for the token.
  bool IsAt(const std::string& token) const;
  // The etags of what there is, by name: a line each.
  std::map<std::string, std::string> Read() const;
};

}  // namespace taqvim::festival
