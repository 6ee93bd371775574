// How much a hub keeps, and how long it waits.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/time/time.h"
#include "server/watch/large_revision.h"

namespace taqvim::watch {

struct HubOptions {
  // What is kept in memory for readers that are busy, over all audiences.
  size_t ring_bytes = 64 << 20;
  // What one response holds, of 256 revisions at most, unless a single one is larger.
  size_t chunk_bytes = 256 << 10;
  // What a part of a large revision holds.
  size_t part_bytes = kMostPartBytes;
  // Once all that is in memory, for readers that are busy and in responses that
  // were not taken, is more than `held_bytes`, a response holds only so much, again
  // unless a single revision is larger.
  size_t held_bytes = 128 << 20;
  size_t short_chunk_bytes = 16 << 10;
  // A stream whose reader has not taken a response for so long is finished, and
  // cancelled when it does not take the end either.
  absl::Duration stall = absl::Seconds(60);
  absl::Duration grace = absl::Seconds(10);
  // How exactly times are kept.
  absl::Duration tick = absl::Milliseconds(250);
  int max_streams = 20'000;
  // The time since some fixed moment.
  std::function<absl::Duration()> steady;

  // What the next response holds at most, when so much is in memory.
  size_t ResponseBytes(size_t in_memory) const {
    return in_memory > held_bytes ? short_chunk_bytes : chunk_bytes;
  }
  // What the next part of a large revision holds at most.
  size_t PartBytes(size_t in_memory) const {
    return in_memory > held_bytes ? short_chunk_bytes : part_bytes;
  }
};

}  // namespace taqvim::watch
