// Work counter of a function over a store, with limits, deadline and cancellation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/environment.h"

namespace taqvim::storage {

// The limits of a function. By default none.
struct WorkLimits {
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

  int64_t units = kNone;
  // How many claims it may add.
  int64_t claims = kNone;
};

// Counts the work of one function in units, of which one is about what it takes to look
// at a claim. The count depends on the request and the stored data alone: the same
// request costs the same on every machine, whatever is cached.
//
// Work ends when it is above its limits (refused, kTooCostly or kTooManyClaims), and,
// which is checked after every 256 units, when the deadline has passed (kTooLate) or
// the caller has cancelled (kCancelled). Work that has ended stays so: the store
// refuses the function whatever it returns, and applies nothing. So code that cannot
// return a status may count and go on, as long as what it does is bounded.
//
// For one thread.
class Work {
 public:
  // The cost of other things, in units.
  static constexpr int64_t kSearch = 2;       // one look into an index
  static constexpr int64_t kChangeLink = 4;   // a link that is added or removed
  static constexpr int64_t kChangeClaim = 6;  // a claim that is added or removed
  static constexpr int64_t kMeeting = 4;      // a claim that is recorded as colliding
  static constexpr int64_t kConflict = 16;    // a conflict that is found
  static constexpr int64_t kWords = 32;       // the message of a conflict
  // To read a resource of that size, and to read again what was read before.
  static constexpr int64_t OfReading(size_t bytes) {
    return 16 + static_cast<int64_t>(bytes / 128);
  }
  static constexpr int64_t OfReadingAgain(size_t bytes) {
    return 1 + static_cast<int64_t>(bytes / 1024);
  }
  // To store a resource of that size, with its images in the log.
  static constexpr int64_t OfStoring(size_t bytes) {
    return 64 + static_cast<int64_t>(bytes / 128);
  }

  // The units between two checks of the limits, the deadline and the cancellation.
  static constexpr int64_t kBetweenLooks = 256;

  // Without limits and deadline.
  Work() = default;
  // Keeps references to the last two. The deadline is so long after the environment's fixed
  // moment. An empty `cancelled` means never.
  Work(const WorkLimits& limits, absl::Duration deadline, const std::function<bool()>& cancelled,
       const Environment& env)
      : limits_(limits), deadline_(deadline), cancelled_(&cancelled), env_(&env) {}

  // Counts units. Returns whether the work may go on.
  bool Count(int64_t units) {
    spent_ += units;
    return spent_ < next_look_ ? status_.ok() : Look();
  }
  // The same; returns why it may not.
  absl::Status Spend(int64_t units) { return Count(units) ? absl::OkStatus() : status_; }
  // Counts claims that are about to be made, before they take memory.
  absl::Status SpendClaims(int64_t claims);

  // Why the work has ended; OK while it has not.
  const absl::Status& status() const { return status_; }
  int64_t spent() const { return spent_; }
  // How many units may still be spent.
  int64_t left() const {
    return limits_.units == WorkLimits::kNone ? limits_.units
                                              : std::max(limits_.units - spent_, int64_t{0});
  }
  int64_t claims() const { return claims_; }

 private:
  bool Look();
  // Why it ends now, if it does.
  absl::Status Ending() const;

  const WorkLimits limits_ = {};
  const absl::Duration deadline_ = absl::InfiniteDuration();
  const std::function<bool()>* const cancelled_ = nullptr;
  const Environment* const env_ = nullptr;
  int64_t spent_ = 0;
  int64_t claims_ = 0;
  int64_t next_look_ = kBetweenLooks;
  absl::Status status_;
};

}  // namespace taqvim::storage
