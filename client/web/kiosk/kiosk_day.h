// What a door's screen has to say of one day.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// One that begins and ends at times.
struct KioskEntry {
  absl::Time start;
  absl::Time end;
  // Both point into the schedule; nullptr for what is only reserved.
  const PublishedEvent* event = nullptr;
  const Occurrence* occurrence = nullptr;

  bool IsOn(absl::Time now) const { return start <= now && now < end; }
};

struct KioskDay {
  // In order of their starts; what is on at some time of the day, also from the day before.
  std::vector<KioskEntry> entries;
  // What takes the day whole.
  std::vector<KioskEntry> whole;
};

// Of the events, on the day as the clocks of the zone show it.
KioskDay KioskDayOf(const std::vector<const PublishedEvent*>& events, absl::CivilDay day,
                    absl::TimeZone zone);

// Puts it in its place.
void Insert(const KioskEntry& entry, std::vector<KioskEntry>& entries);

// Whether what it is of was cancelled.
bool IsCancelled(const KioskEntry& entry);

}  // namespace taqvim::web
