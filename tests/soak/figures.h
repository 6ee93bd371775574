// What a server takes of its machine, and what it may take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/taqvimd.h"

namespace taqvim::soak {

struct Figures {
  int64_t memory_kib = 0;
  int64_t descriptors = 0;
  int64_t data_bytes = 0;
  int64_t log_bytes = 0;  // of the write-ahead log

  // Of the running server, now.
  static Figures Of(testing::Taqvimd& server);
};

// What grows by right, by how much was written since the first figures: the number of changes of
// resources in the log, those of `system` among them.
//
// - Memory: an entry for each claim, link, facet, name and request of seven days, of which a
//   change makes a few. The allowance for each is an estimate on the safe side; the rest is
//   what the allocator keeps between rounds.
// - Descriptors: the connections of those who write and follow, which are as many in each
//   round. What waits to be closed is bounded by as many again.
// - The data file: resources as they were and are in the log, and answers.
// - The write-ahead log is emptied at 256 MiB; a group may be under way.
//
// Whatever grows with time, with connections, streams, restarts or backups, and not with what is
// written, is beyond these sooner or later.
class Bounds {
 public:
  explicit Bounds(const Figures& first) : first_(first) {}

  // What is beyond its bound after so many changes, as a sentence; nothing when all is within.
  std::optional<std::string> Exceeded(const Figures& now, int64_t changes) const;

 private:
  const Figures first_;
};

}  // namespace taqvim::soak
