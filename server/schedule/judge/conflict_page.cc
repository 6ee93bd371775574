#include "server/schedule/judge/conflict_page.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/stored/page_token.h"

namespace taqvim::schedule {
namespace {

using Conflicts = std::vector<v1::Conflict>;

// After which conflict the page begins, and what a token says of it.
struct Position {
  // Of the first page.
  storage::Revision revision;
  // How many were told of those that the order does not tell from that one.
  int alike = 0;
  v1::Conflict last;
};

// What orders a conflict, as bytes.
std::string OrderOf(v1::Conflict conflict) {
  conflict.clear_message();
  conflict.clear_counterpart_title();
  conflict.clear_time_zone();
  return conflict.SerializeAsString();
}

std::string ToText(const Position& position) {
  return absl::StrCat(position.revision.number, " ", position.revision.nonce, " ", position.alike,
                      " ", OrderOf(position.last));
}

absl::StatusOr<Position> FromText(const std::string& text) {
  Position position;
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 3));
  if (parts.size() == 4 && absl::SimpleAtoi(parts[0], &position.revision.number) &&
      absl::SimpleAtoi(parts[1], &position.revision.nonce) &&
      absl::SimpleAtoi(parts[2], &position.alike) && position.last.ParseFromString(parts[3])) {
    return position;
  }
  return InvalidField("page_token", "is damaged; start with the first page.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

// The first conflict that is not told yet.
Conflicts::const_iterator After(const Conflicts& conflicts, const Position& position) {
  const auto [first, end] =
      std::equal_range(conflicts.begin(), conflicts.end(), position.last, ConflictBefore);
  return first + std::clamp<int64_t>(position.alike, 0, end - first);
}

// How many of those that are like the last one told have been told.
int AlikeUpTo(const Conflicts& conflicts, Conflicts::const_iterator told) {
  const auto first = std::lower_bound(conflicts.begin(), told, *(told - 1), ConflictBefore);
  return static_cast<int>(told - first);
}

}  // namespace

absl::StatusOr<v1::CheckEventsResponse> PageConflicts(const v1::CheckEventsRequest& request,
                                                      const Conflicts& conflicts,
                                                      const storage::Revision& revision,
                                                      AnswerBytes room) {
  ASSIGN_OR_RETURN(auto token, PositionOf(request));
  v1::CheckEventsResponse response;
  auto next = conflicts.begin();
  Position position{.revision = revision};
  if (!token.empty()) {
    ASSIGN_OR_RETURN(auto begun, FromText(token));
    position.revision = begun.revision;
    next = After(conflicts, begun);
    response.set_schedule_changed(position.revision != revision);
  }
  for (int left = PageSize(request.page_size()); left > 0 && next != conflicts.end(); --left) {
    if (!room.Take(*next)) break;
    *response.add_conflicts() = *next++;
  }
  if (next != conflicts.end() && response.conflicts_size() > 0) {
    position.last = *(next - 1);
    position.alike = AlikeUpTo(conflicts, next);
    response.set_next_page_token(MakePageToken(request, ToText(position)));
  }
  return response;
}

}  // namespace taqvim::schedule
