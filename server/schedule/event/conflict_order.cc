#include "server/schedule/event/conflict_order.h"

#include <tuple>

#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b) {
  const auto key = [](const v1::Conflict& c) {
    return std::make_tuple(c.start_time().seconds(), std::string_view(c.counterpart()),
                           std::string_view(c.counterpart_booking()),
                           // Occurrences that overlap may meet the same at once.
                           ToCivilDay(c.occurrence_day()));
  };
  return std::forward_as_tuple(a.item(), a.event(), a.booking(), a.rule(), a.resource(), key(a)) <
         std::forward_as_tuple(b.item(), b.event(), b.booking(), b.rule(), b.resource(), key(b));
}

}  // namespace taqvim::schedule
