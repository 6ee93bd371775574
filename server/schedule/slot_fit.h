// When an item of a slot fits into one place.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "server/schedule/atom_uses.h"
#include "server/schedule/slot_plan.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// A time at which an item fits into a place.
struct Fit {
  const Place* place = nullptr;
  absl::CivilSecond start;  // local; midnight of a dated item
  storage::Interval announced;
  storage::Interval occupied;
  int holds = 0;
};

// What the items of a slot that come before have settled.
struct Settled {
  // The item starts at this instant or later, and ends by the end of the day.
  int64_t not_before = 0;
  absl::CivilDay last_day;
  // What they take.
  std::vector<const Fit*> fits;
};

// Looks for the starts of one item in one place, in order, a day at a time. Of
// the rules it keeps all that block a new booking; it looks at the plan's days,
// hours and steps only. For one search.
class PlaceFitter {
 public:
  // What is referred to must outlive it. The place is one of the item's.
  PlaceFitter(const SlotPlan& plan, const SlotItemPlan& item, const Place& place, AtomUses& uses);

  struct Found {
    std::optional<Fit> fit;
    // Without a fit, the local time from which to look on; nothing fits before.
    // The end of time when nothing ever will.
    absl::CivilSecond next;
  };
  // The first fit that starts at the local time or later on the same day.
  absl::StatusOr<Found> Next(absl::CivilSecond from, const Settled& settled);

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

  Hours HoursOn(absl::CivilDay day) const;
  absl::StatusOr<Found> NextTimed(absl::CivilSecond from, const Settled& settled);
  absl::StatusOr<Found> NextDated(absl::CivilSecond from, const Settled& settled);
  // The times of a timed item; nullopt where the clocks are set, where it ends
  // too late, or while the venue is closed.
  std::optional<Fit> TimedAt(absl::CivilSecond start, const Hours& hours,
                             const Settled& settled) const;
  absl::StatusOr<std::optional<Block>> BlockOf(const Fit& fit, const Settled& settled);
  int HoldsAhead(const Fit& fit) const;
  absl::CivilSecond LocalOf(int64_t instant) const;

  const SlotPlan& plan_;
  const SlotItemPlan& item_;
  const Place& place_;
  const absl::TimeZone& zone_;
  std::vector<AtomUse*> atoms_;
  std::vector<AtomUse*> participants_;
  int64_t starts_tried_ = 0;
};

}  // namespace taqvim::schedule
