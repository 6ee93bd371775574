// `Relations`: which events are inside which, by the final state of a write.
#pragma once

#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/schedule/facts/judged_event.h"

namespace taqvim::schedule {

class Relations {
 public:
  explicit Relations(ClaimedDrafts& drafts) : drafts_(drafts) {}

  // Whether the one is inside the other, near or far. That it is not there all the time is
  // for another rule; that it is there is no conflict.
  absl::StatusOr<bool> AreRelated(const JudgedEvent& event, storage::ResourceId other);
  // Whether the event is as its move would have it, and the other moves together with it.
  absl::StatusOr<bool> MoveTogether(const JudgedEvent& event, storage::ResourceId other);

 private:
  using Ancestors = std::set<storage::ResourceId>;

  // The events above the one of that id, whose host that is.
  absl::StatusOr<const Ancestors*> Above(storage::ResourceId event, const std::string& host);

  ClaimedDrafts& drafts_;
  absl::flat_hash_map<storage::ResourceId, Ancestors> above_;
  // The groups of the moves of those that are no drafts.
  absl::flat_hash_map<storage::ResourceId, std::string> groups_;
};

}  // namespace taqvim::schedule
