// How old and how large the log is, and what of it need not be kept.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/time/time.h"
#include "storage/log_retention.h"

namespace taqvim::storage {

// Ages are counted from one revision to the next, and of the time between two, or
// since the newest, at most a day is counted. So a clock that jumps far, whether
// the server runs or not, makes nothing old; a store that is hardly used keeps its
// log longer.
//
// Rows are added up in stretches, and only whole ones are given up, never the one
// that holds the newest revision. Pure; not thread-safe.
class LogExtent {
 public:
  // The next row of the log.
  void Add(int64_t revision, absl::Time time, int64_t bytes);
  // Up to where the log was measured; 0 at first.
  int64_t measured() const { return measured_; }

  // Gives up what need not be kept: the last revision of each stretch, in order.
  std::vector<int64_t> GiveUp(const LogRetention& keep, absl::Time now);

 private:
  struct Stretch {
    int64_t last;
    int rows;
    int64_t bytes;
    absl::Duration counted;  // until its last revision
  };

  std::deque<Stretch> stretches_;
  int64_t measured_ = 0;
  int64_t bytes_ = 0;
  absl::Time newest_;
  absl::Duration counted_;
};

}  // namespace taqvim::storage
