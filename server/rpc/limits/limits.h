// Rate limit (token bucket) and quotas of concurrent calls for each principal, so that
// one caller does not slow others down.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// The most writes that the contract allows in a batch.
inline constexpr int kContractBatch = 5000;

// For each principal alike. 0: no limit.
struct LimitOptions {
  // Calls and new streams a second; up to `burst` may come at once.
  int rate = 50'000;
  int burst = 50'000;
  // Concurrent calls and streams.
  int writes = 1'024;
  int reads = 1'024;
  int streams = 100;
  // Writes of one batch.
  int batch = kContractBatch;
};

// A token bucket and counters for each principal. Thread-safe; a call takes well below
// a microsecond. Memory is proportional to the recently active principals.
class Limits {
 public:
  enum class Use { kWrite, kRead, kStream };
  enum class Limit { kRate, kWrites, kReads, kStreams, kBatch };

  explicit Limits(const LimitOptions& options);

  struct Refusal {
    Limit limit;
    // How often this principal was refused since this was last to be logged, once a
    // minute; 0 when it is not to be logged now.
    int64_t to_tell = 0;
  };

 private:
  struct Account;
  struct Shard;

 public:
  // What a call or a stream takes of the quotas; given back on destruction. Must not
  // outlive the limits.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) noexcept { *this = std::move(other); }
    Pass& operator=(Pass&& other) noexcept;
    ~Pass() { GiveBack(); }
    void GiveBack();

   private:
    friend class Limits;
    Shard* shard_ = nullptr;
    Account* account_ = nullptr;
    Use use_ = Use::kRead;
  };

  // Admits a call or a stream, and puts what it takes into `pass`, which must be empty;
  // or returns the limit that it would exceed. `now` may differ a little between
  // threads; a clock that goes back adds no tokens.
  std::optional<Refusal> Admit(absl::string_view principal, Use use, absl::Time now, Pass& pass);
  // Whether a batch may have so many writes. A limit at or above the contract's is
  // ignored: the request itself is then refused as invalid.
  bool AdmitsBatch(int writes) const {
    return options_.batch == 0 || options_.batch >= kContractBatch || writes <= options_.batch;
  }

  // RESOURCE_EXHAUSTED, reason LIMIT_EXCEEDED: which limit, how much it allows and, but
  // for batches, which stay too large, when to retry.
  const absl::Status& StatusOf(Limit limit) const { return statuses_[static_cast<size_t>(limit)]; }

 private:
  static constexpr size_t kUses = 3;
  static constexpr size_t kLimits = 5;
  static constexpr size_t kShards = 16;

  struct Account {
    double tokens = 0;
    absl::Time filled;
    std::array<int, kUses> under_way = {};
    int64_t refused = 0;
    absl::Time told = absl::InfinitePast();
  };
  // Accounts by a part of the principal's hash, so that calls seldom wait for one lock.
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, std::unique_ptr<Account>> accounts ABSL_GUARDED_BY(mutex);
    size_t sweep_at ABSL_GUARDED_BY(mutex) = 64;
  };

  Account& AccountOf(Shard& shard, absl::string_view principal, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void Sweep(Shard& shard, absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void Fill(Account& account, absl::Time now) const;
  std::optional<Limit> Exceeded(const Account& account, Use use) const;

  const LimitOptions options_;
  const std::array<int, kUses> most_;
  const std::array<absl::Status, kLimits> statuses_;
  std::array<Shard, kShards> shards_;
};

}  // namespace taqvim::rpc
