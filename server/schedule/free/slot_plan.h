// FindSlots request, prepared for the search.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "server/schedule/free/slot_places.h"
#include "server/schedule/time/local_clock.h"
#include "storage/snapshot.h"
#include "taqvim/v1/slot.pb.h"

namespace taqvim::schedule {

// One item: how long it takes, where it may be, and who must be free.
struct SlotItemPlan {
  const v1::SlotItem* item = nullptr;
  // Of a timed item in seconds, else of a dated one in days.
  bool timed = true;
  int64_t length = 0;
  int64_t before = 0;                // set-up
  int64_t after = 0;                 // tear-down
  std::vector<const Place*> places;  // the smallest first
  std::vector<storage::ResourceId> participants;
};

// The items, and what they have in common.
struct SlotPlan {
  LocalDay first_day = 0;
  LocalDay last_day = 0;
  // Seconds after midnight.
  std::optional<int64_t> earliest_start;
  std::optional<int64_t> latest_end;
  std::array<bool, 7> weekdays;  // from Monday
  int64_t step = 0;
  int64_t min_break = 0;
  int within_days = 0;  // 0 for the whole window
  bool one_a_day = false;
  // Nothing starts before; in Unix seconds.
  int64_t not_before = 0;
  std::vector<SlotItemPlan> items;

  // The clock of each venue, over the days of the window.
  std::map<const PlaceVenue*, LocalClock> clocks;

  bool MayStartOn(LocalDay day) const { return weekdays[static_cast<size_t>(WeekdayOf(day))]; }
};

// Reads places and participants. The request must be valid and, like `places`, outlive
// the plan. INVALID_ARGUMENT for names that do not exist and too many places.
absl::StatusOr<SlotPlan> PlanSlots(storage::Snapshot& snapshot, PlaceReader& places,
                                   const v1::FindSlotsRequest& request);

}  // namespace taqvim::schedule
