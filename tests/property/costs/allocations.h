// How much memory the program asks for, counted.
#pragma once

#include <cstdint>

namespace taqvim::schedule {

struct Allocations {
  int64_t count = 0;
  // The most that was in use at once, beside what was in use before.
  int64_t most_bytes = 0;
};

// Counts what `new` gives, of all threads, from now on. A program that links this has
// its own `new`.
void BeginCountingAllocations();
Allocations CountedAllocations();

}  // namespace taqvim::schedule
