#include "client/web/keyed/reserved_times.h"

#include <algorithm>

#include "absl/time/time.h"
#include "client/web/keyed/takings.h"
#include "client/web/published/instants.h"

namespace taqvim::web {
namespace {

ReservedBlock BlockOf(const Occurrence& when) {
  if (when.period.has_timed()) {
    return {InstantOf(when.period.timed().start(), when.time_zone),
            InstantOf(when.period.timed().end(), when.time_zone)};
  }
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(when.time_zone, &zone);
  const CivilDays days = DaysOf(when.period);
  return {absl::FromCivil(days.first, zone),
          IsPermanent(when.period) ? absl::InfiniteFuture() : absl::FromCivil(days.last + 1, zone)};
}

// So that it is not told how many take the place, and which they are.
std::vector<ReservedBlock> Joined(std::vector<ReservedBlock> blocks) {
  std::sort(blocks.begin(), blocks.end(),
            [](const ReservedBlock& a, const ReservedBlock& b) { return a.start < b.start; });
  std::vector<ReservedBlock> joined;
  for (const ReservedBlock& block : blocks) {
    if (!joined.empty() && block.start <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, block.end);
    } else {
      joined.push_back(block);
    }
  }
  return joined;
}

}  // namespace

std::vector<ReservedBlock> ReservedTimes(const Schedule& published,
                                         const std::vector<PublishedEvent>& events,
                                         const v1::EventFilter& feed) {
  std::vector<ReservedBlock> blocks;
  for (const PublishedEvent& event : events) {
    const bool is_hidden = event.event.state() == v1::EVENT_STATE_CONFIRMED &&
                           published.FindEvent(event.event.name()) == nullptr;
    if (!is_hidden) continue;
    for (const Taking& taking : TakingsOf(published, event, feed)) {
      if (!taking.when.held) blocks.push_back(BlockOf(taking.when));
    }
  }
  return Joined(std::move(blocks));
}

}  // namespace taqvim::web
