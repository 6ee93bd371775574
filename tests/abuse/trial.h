// One attack on a new server, and what it cost.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "tests/abuse/attack.h"
#include "tests/abuse/victim.h"

namespace taqvim::abuse {

// How much of it.
struct Effort {
  // Of the victim, undisturbed and beside the attack.
  int calls = 200;
  absl::Duration pace = absl::Milliseconds(20);
  // Of each attack's bounds, one in so many.
  int64_t divisor = 1;
  absl::Duration longest = absl::Seconds(60);
};

struct Cost {
  // Of the server, in KiB.
  int64_t resident_before = 0, resident_peak = 0;
  Turn alone, beside, after;
  Tally attackers;
  int64_t log_bytes = 0;
  absl::Duration took = absl::ZeroDuration();
  // Whether the server lives to be asked to stop, and ends then as it should.
  bool stops = false;

  int failures() const { return alone.failures + beside.failures + after.failures; }
  std::string first_failure() const;
};

// The victim calls undisturbed; it calls while attackers attack, each on a thread of its
// own; and once they are gone.
Cost Try(const Attack& attack, Door door, const Effort& effort);

// The head of a table of costs, and a row.
std::string TableHead();
std::string TableRow(const Attack& attack, Door door, const Cost& cost);

}  // namespace taqvim::abuse
