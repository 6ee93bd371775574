// The claims of the drafts of one write, found by atom and time.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "proto/status_macros.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/claim.h"
#include "storage/work.h"

namespace taqvim::schedule {

// Refers to the claims that were added, which stay where they are and as long as they
// are while it lives; of what kind they are may change.
class DraftClaims {
 public:
  struct Entry {
    const ClaimedDraft* draft;
    const storage::Claim* claim;
  };

  void Add(const ClaimedDraft& draft, const storage::Claim& claim);

  // Calls `visit(draft, claim)`, which returns a status, for those that overlap the
  // interval on the atom, in some order, until it fails. Counts each that is looked
  // at as work. Nothing is added after the first call.
  template <class Visit>
  absl::Status ForEachOverlapping(storage::ResourceId atom, const storage::Interval& interval,
                                  storage::Work& work, Visit visit) {
    const auto found = atoms_.find(atom);
    if (found == atoms_.end()) return absl::OkStatus();
    for (Bucket& bucket : found->second) {
      for (auto entry = bucket.From(interval.start); entry != bucket.entries.end(); ++entry) {
        if (entry->claim->interval.start >= interval.end) break;
        if (!work.Count(1)) return work.status();
        if (!entry->claim->interval.Overlaps(interval)) continue;
        RETURN_IF_ERROR(visit(*entry->draft, *entry->claim));
      }
    }
    return absl::OkStatus();
  }

 private:
  // Those of about one length, so that what overlaps begins not long before.
  struct Bucket {
    std::vector<Entry> entries;
    uint64_t longest = 0;
    bool ordered = true;

    // The first that may reach beyond the instant.
    std::vector<Entry>::const_iterator From(int64_t instant);
  };
  // Of rehearsals and concerts, of days and weeks, and of what is longer.
  static constexpr std::array<uint64_t, 3> kLengths = {uint64_t{4} * 3600, uint64_t{16} * 86400,
                                                       ~uint64_t{0}};

  absl::flat_hash_map<storage::ResourceId, std::array<Bucket, kLengths.size()>> atoms_;
};

}  // namespace taqvim::schedule
