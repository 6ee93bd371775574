// A server with all who follow it, and the command line; what each step took.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "taqvim/v1/access.pb.h"
#include "tests/festival/audience.h"
#include "tests/festival/festival_plan.h"
#include "tests/festival/follower.h"
#include "tests/support/taqvimd.h"
#include "tests/support/wire.h"
#include "tests/watch/mirror.h"

namespace taqvim::festival {

// A table of steps, shown when it goes: the seconds that each took, and the memory that the
// server had at most by then.
class Steps {
 public:
  explicit Steps(testing::Taqvimd& server) : server_(server) {}
  ~Steps();
  // The most memory that it ever had.
  int64_t PeakKib() const { return peak_; }
  void Add(const std::string& what, double seconds);

 private:
  testing::Taqvimd& server_;
  int64_t peak_ = 0;
  std::vector<std::string> lines_;
};

class World {
 public:
  World();

  testing::Taqvimd& server() { return server_; }
  // What leads to the server, whichever runs.
  testing::Wire& wire() { return wire_; }
  Steps& steps() { return steps_; }
  std::string File(const std::string& name) const { return server_.dir().Path(name); }
  // The first day of the festival, some weeks ahead.
  absl::CivilDay first_day() const { return first_day_; }

  // Runs the command line past the wire or through it; its exit code.
  int Run(const std::vector<std::string>& words, bool through_wire = false);
  std::string Out() const { return testing::ReadFile(File("out")); }
  std::string Errors() const { return testing::ReadFile(File("err")); }
  // Does it, and counts what that took as a step.
  void Timed(const std::string& what, absl::FunctionRef<void()> work);

  // A power cut: the server is there again at once.
  void KillServer();
  // A token of an organizer, viewer and so on.
  std::string MakeToken(const std::string& principal, v1::Role role,
                        const std::string& organization = "", const std::string& venue = "");
  std::string NewestToken();

  // All three makes and both examples follow from now on.
  void BeginToFollow();
  std::vector<std::unique_ptr<Follower>>& followers() { return followers_; }
  // Waits until all have what there is; then they have the same.
  void AllHaveTheSame();

 private:
  bool AllAreAt(const std::string& token);
  void MirrorsAreEqual();

  testing::Taqvimd server_;
  testing::Wire wire_;
  Steps steps_;
  const absl::CivilDay first_day_;
  std::vector<std::unique_ptr<Follower>> followers_;
  std::vector<std::unique_ptr<watching::Mirror>> mirrors_;
};

}  // namespace taqvim::festival
