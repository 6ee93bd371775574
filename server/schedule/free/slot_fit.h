// When an item of a slot fits into one place.
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

// What the items of a slot that come before have settled.
struct Settled {
  // The item starts at this instant or later, and ends by the end of the day.
  int64_t not_before = 0;
  LocalDay last_day = 0;
  // What they take.
  std::vector<const Fit*> fits;
};

// What of the settled items is in the way of the fit; nullptr when nothing is.
const Fit* CollidingFit(const Fit& fit, const Settled& settled);

// Looks for the starts of one item in one place, in order, a day at a time. Of
// the rules it keeps all that block a new booking; it looks at the plan's days,
// hours and steps only. For one search.
class PlaceFitter {
 public:
  // What is referred to must outlive it. The place is one of the item's.
  PlaceFitter(const SlotPlan& plan, const SlotItemPlan& item, const Place& place, AtomUses& uses);

  struct Found {
    std::optional<Fit> fit;
    // Without a fit, from where to look on, or never; nothing fits before.
    ClockReading next = ClockReading::Never();
  };
  // The first fit that starts then or later on the same day.
  absl::StatusOr<Found> Next(ClockReading from, const Settled& settled);

  // How many starts were looked at, since it was made.
  int64_t starts_tried() const { return starts_tried_; }

 private:
  struct Hours {
    int64_t first_start;
    std::optional<int64_t> latest_end;
  };
  // Something in the way: until when, and how long after that the item can start,
  // in seconds or days as its lengths are.
  struct Block {
    int64_t until;
    int64_t set_up;
  };

  Hours HoursOn(LocalDay day) const;
  absl::StatusOr<Found> NextTimed(ClockReading from, const Settled& settled);
  absl::StatusOr<Found> NextDated(ClockReading from, const Settled& settled);
  // The times of a timed item that starts then, which is that instant; nullopt
  // where it ends too late, or while the venue is closed.
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
