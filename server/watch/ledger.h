// Counter of the encoded bytes that are still held in memory by anybody.
#pragma once

#include <grpcpp/support/slice.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

namespace taqvim::watch {

// What a piece of words takes beside its bytes, about.
inline constexpr size_t kOverhead = 256;

// However many share a slice, and wherever it is, in a ring, in a response on its
// way or inside gRPC, it counts once, and until the last has let go of it, which may
// be after the ledger's end. Thread-safe.
class Ledger {
 public:
  // The bytes as a slice that counts.
  grpc::Slice Enter(std::string bytes) const;
  size_t bytes() const { return bytes_->load(std::memory_order_relaxed); }

 private:
  using Bytes = std::atomic<size_t>;

  const std::shared_ptr<Bytes> bytes_ = std::make_shared<Bytes>(0);
};

}  // namespace taqvim::watch
