// Age and size of the log, and which of its oldest rows exceed a retention policy.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/time/time.h"
#include "storage/log_retention.h"

namespace taqvim::storage {

// Ages are sums of the gaps between revisions, and since the newest one, of which each
// counts for a day at most. So a clock that jumps far, whether the server runs or not,
// makes nothing old; a store that is hardly used keeps its log longer.
//
// Rows are added up in stretches of 64 rows or 1 MiB. Only whole ones are given up,
// never the one that holds the newest revision. Pure; not thread-safe.
class LogExtent {
 public:
  // The next row of the log.
  void Add(int64_t revision, absl::Time time, int64_t bytes);
  // The last revision that was added; 0 at first.
  int64_t measured() const { return measured_; }
  // How large all is that was added and not given up.
  int64_t bytes() const { return bytes_; }

  // Removes the stretches that exceed the policy, and returns the last revision of
  // each, in order.
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
