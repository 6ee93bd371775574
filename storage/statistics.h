// What a running store says of itself, in numbers, for whoever keeps it running.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "storage/revision.h"

namespace taqvim::storage {

// How long something took, of all the times that it was done.
struct Timings {
  // In seconds; each upper bound is included.
  static constexpr std::array<double, 12> kBounds = {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01,
                                                     0.02,   0.05,   0.1,   0.25,  1,     5};

  // How often it took at most that bound and more than the one before; at last, longer than all.
  std::array<uint64_t, kBounds.size() + 1> counts = {};
  // All of it together.
  double seconds = 0;
};

// Counter of such times. Thread-safe, without a lock.
class TimingCounter {
 public:
  void Add(absl::Duration took) {
    const double seconds = absl::ToDoubleSeconds(took);
    const auto& bounds = Timings::kBounds;
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    counts_[static_cast<size_t>(bound - bounds.begin())].fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(absl::ToInt64Nanoseconds(took), std::memory_order_relaxed);
  }

  Timings timings() const {
    Timings timings;
    for (size_t i = 0; i < counts_.size(); ++i) {
      timings.counts[i] = counts_[i].load(std::memory_order_relaxed);
    }
    timings.seconds = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
    return timings;
  }

 private:
  std::array<std::atomic<uint64_t>, Timings::kBounds.size() + 1> counts_ = {};
  std::atomic<int64_t> nanoseconds_ = 0;
};

// Counts are since the store was opened.
struct StoreStatistics {
  Revision newest;
  // Whether it answers nothing any more, since its disk failed or others changed its files.
  bool failed = false;
  // Whether the clock is known to be ahead, so that nothing becomes due.
  bool clock_ahead = false;

  // How many writes, and how many reads, may be under way; beyond them more are refused.
  int64_t queue_limit = 0;
  // Writes that are not answered yet; of these, those that wait for their turn.
  int64_t writes_under_way = 0;
  int64_t writes_waiting = 0;
  // Reads that wait: for their turn, or for the disk to have what they saw.
  int64_t reads_waiting = 0;

  // Groups of writes that were answered, and the writes in them.
  int64_t groups = 0;
  int64_t grouped_writes = 0;
  // How long it took to bring a group to disk.
  Timings syncs;

  // How large the log of revisions is, as it was measured last, a minute ago at most; none
  // before that, or where all of it is kept.
  std::optional<int64_t> log_bytes;
  // Sizes of the data file and of the write-ahead log beside it, and what is free where they
  // are; none of what the system does not tell.
  std::optional<int64_t> data_bytes;
  std::optional<int64_t> wal_bytes;
  std::optional<int64_t> free_bytes;

  // When a target was last said to hold the store (BackupSource::HoldsUpTo), before the store
  // was opened, too; none where none ever was.
  std::optional<absl::Time> newest_backup;
};

}  // namespace taqvim::storage
