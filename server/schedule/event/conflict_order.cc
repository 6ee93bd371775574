#include "server/schedule/event/conflict_order.h"

#include <tuple>

#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

// Less than, equal to or greater than 0; the end aside.
auto Compare(const v1::Conflict& a, const v1::Conflict& b) {
  const auto key = [](const v1::Conflict& c) {
    return std::make_tuple(c.item(), std::string_view(c.event()), std::string_view(c.booking()),
                           c.rule(), std::string_view(c.resource()), c.start_time().seconds(),
                           std::string_view(c.counterpart()),
                           std::string_view(c.counterpart_booking()),
                           // Occurrences that overlap may meet the same at once.
                           ToCivilDay(c.occurrence_day()));
  };
  return key(a) <=> key(b);
}

}  // namespace

bool ConflictBefore(const v1::Conflict& a, const v1::Conflict& b) {
  const auto order = Compare(a, b);
  return order != 0 ? order < 0 : a.end_time().seconds() < b.end_time().seconds();
}

bool AreAlikeUpToTheEnd(const v1::Conflict& a, const v1::Conflict& b) { return Compare(a, b) == 0; }

}  // namespace taqvim::schedule
