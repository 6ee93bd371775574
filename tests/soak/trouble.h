// What befalls a server while it is written to.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/soak/machine.h"

namespace taqvim::soak {

// One kind of round, as data.
struct Trouble {
  // What it is called in the table, such as `full disk`.
  std::string name;
  // Happens while others write, after a random number of writes. Unless it says otherwise below,
  // the server is there again when it has returned.
  void (*befalls)(Machine&);
  // Makes the machine right again when they have written what they can; nullptr where nothing is
  // wrong any more.
  void (*is_mended)(Machine&) = nullptr;
  // Whether whoever writes is cut off by it, or refused: then each writes until he is.
  bool cuts_off = false;
  // Whether nothing is acknowledged until it is mended.
  bool stops_writes = false;
  // Whether the server by itself makes events others than they were: they expire, or their
  // instants move. Those who change events keep away, as their etags would be stale.
  bool moves_events = false;
  // Whether the server's process is another one afterwards.
  bool restarts = false;
};

// All that this machine can have, but for a restore, which is no trouble of the machine's.
std::vector<const Trouble*> TroublesOf(const Machine& machine);

// Restores the store to an earlier revision, of which endurance.h sees to the rest.
extern const Trouble kRestore;

// Which kind of round comes next: first each once, in an order of the seed's, and then at random.
// Three in four leave the process alone, so that what it gathers in a long life is seen.
class Plan {
 public:
  Plan(std::vector<const Trouble*> troubles, uint64_t seed);

  const Trouble& Next();
  // How many rounds it takes until each has come up.
  size_t kinds() const { return troubles_.size(); }

 private:
  std::vector<const Trouble*> troubles_;
  std::mt19937_64 random_;
  size_t next_ = 0;
};

}  // namespace taqvim::soak
