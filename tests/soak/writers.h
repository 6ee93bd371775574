// Those who write to a server while things befall it.
#pragma once

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tests/crash/writer.h"
#include "tests/watch/writer.h"

namespace taqvim::soak {

// How it goes for all who write: how much is acknowledged, and the longest time in which nothing
// was. Thread-safe.
class Pulse {
 public:
  // So many begin to write; all that was before does not count any more.
  void Begin(int writing);
  // One of them has ended.
  void Leave();
  // Something was acknowledged.
  void Beat();
  // Waits until so much was acknowledged, or all have ended.
  void Await(int count);
  absl::Duration longest_pause() const;

 private:
  mutable absl::Mutex mutex_;
  int writing_ ABSL_GUARDED_BY(mutex_) = 0;
  int beats_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
  absl::Duration longest_ ABSL_GUARDED_BY(mutex_);
};

// How much they write.
struct Task {
  // How many writes each of those makes who keep account of them, until it does not know what
  // became of one.
  int writes = 0;
  // How many each of those makes who are patient: the client library sends again for them.
  int patient_writes = 0;
};

// Two sorts: those of tests/crash create what is kept account of, hold by hold, three together and
// for slots that others want; those of tests/watch also change, confirm, cancel and delete. Each
// has a connection of its own. Begin and Join take turns; else not thread-safe.
class Writers {
 public:
  // At that address, where servers come and go.
  Writers(std::string address, uint64_t seed);

  void Begin(const Task& task);
  // Waits until each has written, and returns what is to be accounted for.
  std::vector<crash::Write> Join();

  Pulse& pulse() { return *pulse_; }
  // What was acknowledged to the patient ones since it was asked last.
  std::vector<watching::Acknowledged> TakeAcknowledged();
  // The patient ones leave alone what they have written so far, as it has changed or is gone.
  void Forget();

 private:
  void WriteAccounted(int writes, uint64_t seed, std::vector<crash::Write>* written);

  const std::string address_;
  std::mt19937_64 random_;
  crash::Numbers numbers_;
  std::atomic<int> slots_ = 0;
  std::unique_ptr<Pulse> pulse_ = std::make_unique<Pulse>();
  std::vector<std::unique_ptr<watching::Writer>> patient_;
  std::vector<size_t> taken_;
  std::vector<std::vector<crash::Write>> written_;
  std::vector<std::thread> threads_;
};

// The spaces in which they book.
std::vector<std::string> BookedSpaces();

}  // namespace taqvim::soak
