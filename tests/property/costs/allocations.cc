#include "tests/property/costs/allocations.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<int64_t> count = 0;
std::atomic<int64_t> bytes = 0;
std::atomic<int64_t> most_bytes = 0;

}  // namespace

void* operator new(size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  count.fetch_add(1, std::memory_order_relaxed);
  const int64_t used = static_cast<int64_t>(malloc_usable_size(memory));
  const int64_t now = bytes.fetch_add(used, std::memory_order_relaxed) + used;
  if (now > most_bytes.load(std::memory_order_relaxed)) {
    most_bytes.store(now, std::memory_order_relaxed);
  }
  return memory;
}

// A sanitizer has its own of this one, which would not go with the deletion below.
void* operator new(size_t size, const std::nothrow_t&) noexcept try {
  return operator new(size);
} catch (const std::bad_alloc&) {
  return nullptr;
}

void operator delete(void* memory) noexcept {
  bytes.fetch_sub(static_cast<int64_t>(malloc_usable_size(memory)), std::memory_order_relaxed);
  std::free(memory);
}

void operator delete(void* memory, size_t) noexcept { operator delete(memory); }

namespace taqvim::schedule {

void BeginCountingAllocations() {
  count = 0;
  bytes = 0;
  most_bytes = 0;
}

Allocations CountedAllocations() { return {count, most_bytes}; }

}  // namespace taqvim::schedule
