// Expansion of spaces, venues and closures to atoms and claims.
//
// All functions but ReexpandVenue only read. Errors are the store's, and INTERNAL when
// something that is referred to is missing.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/snapshot.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The atoms under a space: itself when it has no parts, else those of its
// parts, each once, in order of id. Archived spaces count.
absl::StatusOr<std::vector<storage::ResourceId>> AtomsOfSpace(storage::Snapshot& snapshot,
                                                              const storage::Resource& space);

// The atoms of a whole venue: its own, and those of all its spaces.
absl::StatusOr<std::vector<storage::ResourceId>> AtomsOfVenue(storage::Snapshot& snapshot,
                                                              const storage::Resource& venue);

// A closure's claims, of kind kClosure, in the venue's zone: on the atoms of
// its spaces, or of the whole venue.
absl::StatusOr<std::vector<storage::Claim>> ClaimsOfClosure(storage::Snapshot& snapshot,
                                                            storage::ResourceId id,
                                                            const v1::Closure& closure,
                                                            const storage::Resource& venue);

// Some of the events with unfinished claims on one of these atoms; none when there are
// none.
absl::StatusOr<std::vector<storage::ResourceId>> UnfinishedEventsOn(
    storage::Snapshot& snapshot, const std::vector<storage::ResourceId>& atoms);

}  // namespace taqvim::schedule
