#include "server/schedule/conflict_page.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "server/schedule/civil.h"
#include "server/schedule/errors.h"
#include "server/schedule/page_token.h"

namespace taqvim::schedule {
namespace {

// What orders a conflict, as bytes for a page token.
std::string PositionIn(v1::Conflict conflict) {
  conflict.clear_message();
  conflict.clear_counterpart_title();
  conflict.clear_end_time();
  conflict.clear_time_zone();
  return conflict.SerializeAsString();
}

}  // namespace

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

absl::StatusOr<v1::CheckEventsResponse> PageConflicts(const v1::CheckEventsRequest& request,
                                                      const std::vector<v1::Conflict>& conflicts) {
  auto position = PositionOf(request);
  if (!position.ok()) return position.status();
  auto next = conflicts.begin();
  if (!position->empty()) {
    v1::Conflict last;
    if (!last.ParseFromString(*position)) {
      return InvalidField("page_token", "is damaged; start with the first page.",
                          v1::ERROR_REASON_INVALID_PAGE_TOKEN);
    }
    next = std::upper_bound(conflicts.begin(), conflicts.end(), last, ConflictBefore);
  }
  v1::CheckEventsResponse response;
  response.set_total_size(static_cast<int32_t>(conflicts.size()));
  const int size = PageSize(request.page_size());
  while (next != conflicts.end() && response.conflicts_size() < size) {
    *response.add_conflicts() = *next++;
  }
  if (next != conflicts.end()) {
    response.set_next_page_token(MakePageToken(request, PositionIn(*(next - 1))));
  }
  return response;
}

}  // namespace taqvim::schedule
