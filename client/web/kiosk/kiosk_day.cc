#include "client/web/kiosk/kiosk_day.h"

#include <algorithm>
#include <tuple>

#include "client/web/published/instants.h"

namespace taqvim::web {
namespace {

std::string NameOf(const KioskEntry& entry) {
  return entry.event == nullptr ? "" : entry.event->event.name();
}

bool IsBefore(const KioskEntry& a, const KioskEntry& b) {
  return std::make_tuple(a.start, a.end, NameOf(a)) < std::make_tuple(b.start, b.end, NameOf(b));
}

}  // namespace

KioskDay KioskDayOf(const std::vector<const PublishedEvent*>& events, absl::CivilDay day,
                    absl::TimeZone zone) {
  KioskDay shown;
  const absl::Time begin = absl::FromCivil(day, zone);
  const absl::Time end = absl::FromCivil(day + 1, zone);
  for (const PublishedEvent* event : events) {
    if (event->event.has_culture_days()) continue;
    for (const Occurrence& occurrence : event->occurrences) {
      const v1::Period& period = occurrence.period;
      KioskEntry entry{.start = begin, .end = end, .event = event, .occurrence = &occurrence};
      if (!period.has_timed()) {
        if (DaysOf(period).Meets({day, day})) Insert(entry, shown.whole);
        continue;
      }
      entry.start = InstantOf(period.timed().start(), occurrence.time_zone);
      entry.end = InstantOf(period.timed().end(), occurrence.time_zone);
      if (entry.start < end && begin < entry.end) Insert(entry, shown.entries);
    }
  }
  return shown;
}

void Insert(const KioskEntry& entry, std::vector<KioskEntry>& entries) {
  entries.insert(std::upper_bound(entries.begin(), entries.end(), entry, IsBefore), entry);
}

bool IsCancelled(const KioskEntry& entry) {
  return entry.event != nullptr && entry.event->event.state() == v1::EVENT_STATE_CANCELLED;
}

}  // namespace taqvim::web
