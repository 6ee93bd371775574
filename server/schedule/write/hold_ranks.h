// How stored holds stand among those of others, for whoever reads an event.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/holds.h"
#include "storage/snapshot.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Looks each event up once while it lives, so that a page of events is ranked
// by one object. For a reader with these rights, who must not learn from ranks
// who takes which participant: what is hidden from it does not count.
class HoldRanks {
 public:
  HoldRanks(storage::Snapshot& snapshot, const access::Rights& rights)
      : snapshot_(snapshot), rights_(rights) {}

  // Fills in the rank of each hold of a stored event or of its move, whether it is blocked,
  // and the event's rank. Nothing is looked up for events that hold nothing. The
  // event is whole; what of it is hidden from the reader is not filled in.
  absl::Status Fill(storage::ResourceId id, v1::Event& event);

  // How many look-ups were made, as a measure of time spent. Those that only met
  // what is hidden do not count, so that no page ends by them.
  int lookups() const { return lookups_; }

 private:
  struct Known {
    std::shared_ptr<const v1::Event> event;
    // The events that it is inside, near or far.
    std::set<storage::ResourceId> hosts;
    // The look-ups that it took and that are not counted yet.
    int lookups = 1;
  };
  struct Standing {
    std::set<storage::ResourceId> ahead;
    bool blocked = false;
  };

  // One event that is ranked: tentative, or as its move would have it.
  struct Ranked {
    storage::ResourceId id;
    v1::Event& event;
    // Whether the reader sees all of it.
    bool open = false;
    // What moves together with it makes room.
    std::string move_group;
    std::vector<storage::Claim> claims;
  };

  absl::Status Fill(const Ranked& ranked);
  absl::StatusOr<Known*> Find(storage::ResourceId id);
  absl::Status FindHosts(Known& known);
  absl::Status Meet(const Ranked& ranked, const storage::Claim& claim, Standing& standing);
  // Both as the event that is ranked, and as one that it meets.
  void Count(Known& known);

  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  std::map<storage::ResourceId, Known> known_;
  int lookups_ = 0;
};

}  // namespace taqvim::schedule
