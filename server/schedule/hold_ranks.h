// How stored holds stand among those of others, for whoever reads an event.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/holds.h"
#include "storage/store.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Looks each event up once while it lives, so that a page of events is ranked
// by one object.
class HoldRanks {
 public:
  explicit HoldRanks(storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  // Fills in the rank of each hold of a stored event, whether it is blocked, and
  // the event's rank. Nothing is looked up for events that are not tentative.
  absl::Status Fill(storage::ResourceId id, v1::Event& event);

  // How many look-ups were made, as a measure of time spent.
  int lookups() const { return lookups_; }

 private:
  struct Known {
    std::shared_ptr<const v1::Event> event;
    // The events that it is inside, near or far.
    std::set<storage::ResourceId> hosts;
  };
  struct Standing {
    std::set<storage::ResourceId> ahead;
    bool blocked = false;
  };

  absl::StatusOr<const Known*> Find(storage::ResourceId id);
  absl::Status FindHosts(Known& known);
  absl::Status Meet(storage::ResourceId id, const v1::Event& event, const storage::Claim& claim,
                    Standing& standing);

  storage::Snapshot& snapshot_;
  std::map<storage::ResourceId, Known> known_;
  int lookups_ = 0;
};

}  // namespace taqvim::schedule
