// Store without threads, which a test drives from one thread.
#pragma once

#include <cstddef>

#include "storage/store.h"

namespace taqvim::storage {

// What is queued runs only when it is told to, on the caller's thread, callbacks
// included. For one thread at a time.
class ManualStore : public Store {
 public:
  // Runs queued writes, group by group, until none is left, among them those
  // that callbacks queue, and the duty until nothing is due. Returns how many writes
  // were run.
  virtual size_t RunPendingWrites() = 0;
  // The same for reads.
  virtual size_t RunPendingReads() = 0;
};

}  // namespace taqvim::storage
