// Shows what hostile callers cost a server, and others whom it serves.
//
// Each attack is made on a new server, directly on loopback and through the edge, while
// somebody else calls who means well. Everybody and the server share the machine, so a
// part of what the others notice is the work of attacking. Everything is bounded in count
// and time, and stays on loopback.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/abuse/trial.h"
#include "tests/support/raw_connection.h"

namespace taqvim::abuse {
namespace {

bool Wants(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the server and the victim bore it.
bool Show(const Attack& attack, Door door, const Effort& effort) {
  const Cost cost = Try(attack, door, effort);
  std::fputs(TableRow(attack, door, cost).c_str(), stdout);
  if (cost.failures() > 0) std::printf("  the victim's first: %s\n", cost.first_failure().c_str());
  if (!cost.stops) std::puts("  the server did not stop as it should");
  std::fflush(stdout);
  return cost.failures() == 0 && cost.stops;
}

int Main(int argc, char** argv) {
  std::vector<std::string> names, known, doors;
  Effort effort;
  bool list = false;
  for (const Attack& attack : AllAttacks()) known.push_back(attack.name);
  CLI::App app("Shows what hostile callers cost a server, and others whom it serves.");
  app.add_option("attacks", names, "Which; all if none is named")->check(CLI::IsMember(known));
  app.add_option("--calls", effort.calls, "How many calls the other makes, alone and beside each")
      ->check(CLI::Range(2, 100'000));
  app.add_option("--by", doors, "direct or edge; both if none is named")
      ->check(CLI::IsMember({"direct", "edge"}));
  app.add_flag("--list", list, "Says what there is, and does nothing");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (const Attack& attack : AllAttacks()) {
      std::printf("%-15s %s\n", attack.name.c_str(), attack.about.c_str());
    }
    return 0;
  }
  testing::RaiseDescriptors();
  std::printf("Medians in ms of reads and bookings, alone and beside the attack.\n%s",
              TableHead().c_str());
  bool bore = true;
  for (const Attack& attack : AllAttacks()) {
    for (const Door door : {Door::kDirect, Door::kEdge}) {
      if (!Wants(names, attack.name) || !Wants(doors, NameOf(door))) continue;
      bore = Show(attack, door, effort) && bore;
    }
  }
  // What could not be set up is told by GoogleTest, though this is no test of it.
  return bore && !::testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed() ? 0 : 1;
}

}  // namespace
}  // namespace taqvim::abuse

int main(int argc, char** argv) { return taqvim::abuse::Main(argc, argv); }
