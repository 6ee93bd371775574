// Search for the starts at which one item of a slot fits into one place.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/claims/atom_uses.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/free/slot_plan.h"
#include "server/schedule/time/local_clock.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// A time at which an item fits into a place.
struct Fit {
  const Place* place = nullptr;
  ClockReading start;  // midnight of a dated item
  LocalSecond end = 0;
  storage::Interval announced;
  storage::Interval occupied;
  int holds = 0;
};

// The constraints from the items of a slot that are placed already.
struct Settled {
  // The item starts at this instant, in Unix seconds, or later, and ends by the end of
  // the day.
  int64_t not_before = 0;
  LocalDay last_day = 0;
  // The placed items.
  std::vector<const Fit*> fits;
};

// The placed item that collides with the fit; nullptr when none does.
const Fit* CollidingFit(const Fit& fit, const Settled& settled);

// Finds the starts of one item in one place, in order, a day at a time. Keeps all rules
// that block a new booking, and the plan's days, hours and steps. For one search; not
// thread-safe.
class PlaceFitter {
 public:
  // All arguments must outlive it. The place is one of the item's.
  PlaceFitter(const SlotPlan& plan, const SlotItemPlan& item, const Place& place, AtomUses& uses);

  struct Found {
    std::optional<Fit> fit;
    // Without a fit: from when to search on, or never; nothing fits before.
    ClockReading next = ClockReading::Never();
  };
  // The first fit that starts at `from` or later on the same day.
  absl::StatusOr<Found> Next(ClockReading from, const Settled& settled);

  // How many starts were tried since it was made.
  int64_t starts_tried() const { return starts_tried_; }

 private:
  struct Hours {
    int64_t first_start;
    std::optional<int64_t> latest_end;
  };
  // What is in the way: until when, in Unix seconds, and how long after that the item
  // can start, in seconds or days as its lengths are.
  struct Block {
    int64_t until;
    int64_t set_up;
  };

  Hours HoursOn(LocalDay day) const;
  absl::StatusOr<Found> NextTimed(ClockReading from, const Settled& settled);
  absl::StatusOr<Found> NextDated(ClockReading from, const Settled& settled);
  // The fit of a timed item that starts at that reading and instant; nullopt where it
  // ends too late, or while the venue is closed.
  std::optional<Fit> TimedAt(ClockReading start, int64_t instant, const Hours& hours,
                             const Settled& settled) const;
  PlacedBooking PlacedAt(const Fit& fit) const;
  absl::StatusOr<std::optional<Block>> BlockOf(const Fit& fit, const Settled& settled);
  int HoldsAhead(const Fit& fit) const;

  const SlotPlan& plan_;
  const SlotItemPlan& item_;
  const Place& place_;
  const LocalClock& clock_;
  absl::InlinedVector<AtomUse*, 2> atoms_;
  absl::InlinedVector<AtomUse*, 2> participants_;
  int64_t starts_tried_ = 0;
};

}  // namespace taqvim::schedule
