// Everything below rpc on one thread: random writes and reads of several callers
// who repeat themselves, give up and run out of time; a store that runs what is
// queued now and then; a disk that fails and loses its power. All of it follows
// from one seed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "absl/time/time.h"
#include "storage/manual_store.h"
#include "storage/testing/fault_vfs.h"
#include "storage/testing/temporary_directory.h"
#include "taqvim/v1/event_batch.pb.h"
#include "tests/simulation/history.h"
#include "tests/simulation/request_source.h"

namespace taqvim::simulation {

// Its checks fail the test. Not thread-safe.
class Simulation {
 public:
  // Only one of a seed at a time.
  explicit Simulation(uint64_t seed);

  // Takes so many random steps, then brings everything to its end, cuts the
  // power once more, and checks what is left.
  void Run(int steps);

  // The log, and how each call ended; the same for the same seed.
  std::string log() { return LogBytes(*store_); }
  const std::string& transcript() const { return transcript_; }
  // How often the store was opened again.
  int recoveries() const { return recoveries_; }
  // How many writes succeeded.
  int successes() const { return successes_; }

 private:
  // A write that a caller sent.
  struct Call {
    v1::BatchWriteEventsRequest request;
    storage::WriteOptions options;
    bool cancelled = false;
    bool answered = false;
    bool unknown = false;
  };

  void Open();
  void EnterLibrary();
  void Step();

  // What callers do.
  void SendNew();
  void SendAgain();
  void SendOtherBodyUnderSameId();
  void CancelOne();
  void Send(Call call);
  void SendRead();

  // What befalls the store.
  void BreakDisk();
  void Recover();
  void RunWrites();
  void RetryUnknown();
  void EndEverything();

  // No two confirmed claims on one hall overlap.
  absl::Status CheckHalls(storage::Snapshot& snapshot);
  void Note(const std::string& what);
  Call& AnyCall() { return calls_[random_() % calls_.size()]; }

  storage::testing::TemporaryDirectory directory_;
  storage::testing::FaultVfs disk_;
  std::mt19937_64 random_;
  std::mt19937_64 store_random_;
  absl::Time now_ = absl::FromUnixSeconds(1767225600);
  RequestSource source_;
  // Grows at its end only, so that calls stay where they are.
  std::deque<Call> calls_;
  History history_;
  std::string transcript_;
  bool disk_failed_ = false;
  int recoveries_ = 0;
  int successes_ = 0;
  // Last, as it answers what is queued when it ends.
  std::unique_ptr<storage::ManualStore> store_;
};

}  // namespace taqvim::simulation
