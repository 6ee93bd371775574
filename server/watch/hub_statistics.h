// How the streams of a hub are doing, in numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace taqvim::watch {

struct HubStatistics {
  // Streams that are open, by what they are at. All that have nothing to wait for but news:
  int64_t current = 0;
  // That were given something which their readers have not taken yet:
  int64_t sending = 0;
  // That begin with a snapshot, of which a page is being read:
  int64_t reading = 0;
  // That wait for the log, as they are behind what is in memory:
  int64_t behind = 0;
  // That were told to end, and whose readers have not taken that yet:
  int64_t ending = 0;

  // Groups of streams with the same filter and rights, for which a revision is put into words once.
  int64_t audiences = 0;
  // How many revisions the one that is farthest behind has not been given; 0 without streams.
  int64_t lag_revisions = 0;
  // As Hub::held_bytes.
  size_t held_bytes = 0;
};

}  // namespace taqvim::watch
