// Filters of resources that are no events: which match, and the query of the store's
// indexes in memory that finds them. Pure but for the query, which looks up names.
#pragma once

#include "absl/status/statusor.h"
#include "storage/snapshot.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/resource_filters.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Whether the resource is one of those that the filter, which is valid, means.
bool Matches(const v1::OrganizationFilter& filter, const v1::Organization& organization);
bool Matches(const v1::ParticipantFilter& filter, const v1::Participant& participant);
bool Matches(const v1::AgreementFilter& filter, const v1::Agreement& agreement);
bool Matches(const v1::VenueFilter& filter, const v1::Venue& venue);
bool Matches(const v1::SpaceFilter& filter, const v1::Space& space);
bool Matches(const v1::ClosureFilter& filter, const v1::Closure& closure);

// Adds to the query what of the filter the indexes know; then it finds all that match,
// and perhaps others. False when nothing can match: the filter names what does not exist.
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::OrganizationFilter& filter,
                            storage::SearchQuery& query);
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::ParticipantFilter& filter,
                            storage::SearchQuery& query);
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::AgreementFilter& filter,
                            storage::SearchQuery& query);
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::VenueFilter& filter,
                            storage::SearchQuery& query);
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::SpaceFilter& filter,
                            storage::SearchQuery& query);
absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::ClosureFilter& filter,
                            storage::SearchQuery& query);

}  // namespace taqvim::schedule
