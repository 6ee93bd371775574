// Finding the events that a filter may mean, by what the store holds in memory.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The search for the events that a valid filter means, for a caller with these
// rights. It comes upon all of them, and upon few others: the text of a filter alone
// is held against rows only.
//
// What a caller is told, and where its pages end, must not depend on what is hidden
// from it. So where a filter asks for what closed events hide, closed events are not
// looked for; and those that are come upon all the same do not count as work, unless
// what the caller sees of them would have been found. A text asks for what all closed
// events hide but culture days, whose cities are shown.
class EventSearch {
 public:
  // Nothing when no event can match: the filter names what is not there.
  static absl::StatusOr<std::optional<EventSearch>> Make(storage::Snapshot& snapshot,
                                                         const access::Rights& rights,
                                                         const v1::EventFilter& filter);

  // Of all events, from the first; to be asked page by page.
  const storage::SearchQuery& query() const { return query_; }
  // Whether an event that is closed to the caller counts, by its visible form.
  bool CountsClosed(const v1::Event& visible) const;

 private:
  EventSearch() = default;

  storage::SearchQuery query_;
  bool asks_for_hidden_ = false;
  bool asks_for_text_ = false;
};

}  // namespace taqvim::schedule
