// Table of who takes how much of the server now: connections, requests at once and requests
// in a time, for each address.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/web/http/limits.h"

namespace taqvim::web {

// A clock that never goes back, however that of the machine is set; its beginning is any time.
absl::Time SteadyNow();

// Thread-safe. Holds what is open, and as many addresses as the limits say. An address is
// that of NetworkOf(), which also may be empty: one whom nobody knows.
class Callers {
 public:
  // A clock that never goes back.
  using Clock = std::function<absl::Time()>;

  // The limits outlive it.
  Callers(const HttpLimits& limits, Clock clock) : limits_(limits), clock_(std::move(clock)) {}

  // One more connection, if there are not as many as there may be, until it leaves.
  bool AdmitConnection();
  void LeaveConnection();
  int connections() const;
  // Waits until none is open; false if some still are at that time of the real clock.
  bool AwaitNoConnections(absl::Time deadline) const;

  // One more of the address, if it has not as many at once as it may, until it leaves.
  bool AdmitAtOnce(const std::string& network);
  void LeaveAtOnce(const std::string& network);

  // Counts a request of the address: nothing to wait for, or, if it has had too many, how long
  // to wait for the next one. The burst and the rate are those of a bucket of tokens, kept
  // as the time at which the bucket is full again (GCRA, ITU-T I.371), so that one that is
  // full need not be kept.
  absl::Duration CountRequest(const std::string& network);

  // How long the next request of the address would have to wait; none is counted.
  absl::Duration WaitOf(const std::string& network) const;

  // How many addresses it remembers the requests of.
  size_t remembered() const;

 private:
  // Those seen last are in front.
  using Seen = std::list<std::pair<std::string, absl::Time>>;

  // How far requests are apart that come at the rate.
  absl::Duration Apart() const;
  // What lies before the next request where the bucket is full again at that time.
  absl::Duration WaitUntil(absl::Time full_at, absl::Time now) const;
  absl::Time& FullAt(const std::string& network) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const HttpLimits& limits_;
  const Clock clock_;
  mutable absl::Mutex mutex_;
  int connections_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int> at_once_ ABSL_GUARDED_BY(mutex_);
  Seen seen_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::string_view, Seen::iterator> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::web
