// Query of the store's indexes in memory for the events that a filter may match.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/event/event_filter.h"
#include "storage/snapshot.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::schedule {

// Translates a valid filter, for a caller with these rights, to a query. The query
// finds all matching events, and few others: only the filter's text is left to be
// compared with the rows.
//
// What a caller is told, and where its pages end, must not depend on what is hidden
// from it. So where a filter asks for what closed events hide, closed events are not
// searched; and closed events that are found all the same do not count as work, unless
// their visible form would have been found. A text asks for what all closed events hide
// but culture days, whose cities are shown.
//
// For the public only what it sees is searched.
class EventSearch {
 public:
  // nullopt when no event can match: the filter names what does not exist.
  static absl::StatusOr<std::optional<EventSearch>> Make(storage::Snapshot& snapshot,
                                                         const access::Rights& rights,
                                                         const v1::EventFilter& filter);

  // The query from the first event on; to be run page by page.
  const storage::SearchQuery& query() const { return query_; }
  // Whether an event of which the caller does not see all counts as work, by its visible
  // form.
  bool CountsClosed(const v1::Event& visible) const;

 private:
  EventSearch() = default;

  storage::SearchQuery query_;
  // For the public.
  std::optional<EventMatcher> sought_;
  bool asks_for_hidden_ = false;
  bool asks_for_text_ = false;
};

}  // namespace taqvim::schedule
