// Somebody who calls as everybody does, and whom others disturb.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/client.h"
#include "tests/abuse/scene.h"

namespace taqvim::abuse {

// What came of some of its calls.
struct Turn {
  // Microseconds, of those that were answered.
  std::vector<double> reads, bookings;
  // How often a call was sent again, as the client library does when it is told to, and
  // how often one failed all the same.
  int again = 0;
  int failures = 0;
  std::string first_failure;
};

// Not thread-safe.
class Victim {
 public:
  // Its calls begin so far apart at least.
  Victim(const Scene& scene, Door door, absl::Duration pace);

  // Makes calls one after another: books the hall, reads what it has booked, and so on.
  // Of those that begin while `counts` does not hold, only failures are told.
  Turn Call(
      int calls, const std::function<bool()>& counts = [] { return true; });

 private:
  absl::Status Book();
  absl::Status Read();

  const absl::Duration pace_;
  std::unique_ptr<client::Client> client_;
  std::atomic<int> again_ = 0;
  int booked_ = 0;
};

}  // namespace taqvim::abuse
