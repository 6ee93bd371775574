// What is printed of a run: a line a round, and a table at the end.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/soak/figures.h"

namespace taqvim::soak {

// What came of one round.
struct Outcome {
  std::string kind;
  int64_t revisions = 0;
  // Of those that are accounted for: acknowledged, at once or when they were sent again; those
  // of which it was not known what became of them, that were there, and were not; and those
  // that a restore took back.
  int64_t acknowledged = 0;
  int64_t found = 0;
  int64_t not_there = 0;
  int64_t taken_back = 0;
  // Events that were acknowledged and are not there, which none may be.
  int64_t lost = 0;
  // The longest time in which nothing was acknowledged to those who wrote, or it took until there
  // was a server again.
  absl::Duration pause;
  absl::Duration took;
  Figures figures;
  int64_t backup_bytes = 0;
};

// Writes to standard output. At a terminal the last line says what goes on; in a pipe lines are
// plain, and each is written at once.
class Report {
 public:
  Report();

  void Begin(int round, const std::string& kind);
  void End(int round, const Outcome& outcome);
  // By kinds of rounds, and all together.
  void Table() const;

 private:
  const bool terminal_;
  std::map<std::string, std::pair<int, Outcome>> kinds_;
};

}  // namespace taqvim::soak
