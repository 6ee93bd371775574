// The third stage for a draft: what its bookings take.
//
// Needs: an expanded draft, and what the events that it is inside take. Leaves: the
// claims of its bookings, without those that its culture days make.
#pragma once

#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/claiming/host_claims.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// A booking that the write does not alter keeps the atoms, instants and hosts that are
// stored; what was contested stays so where it stands, until it is settled
// (contested.h). A claim belongs under its host when the host's claims on the atom cover
// it; on spaces and venues anything else is noted as outside the host, while a
// participant that no host covers is claimed like anyone's. `host_moved`: whether what
// the draft is inside takes other atoms or times than before. Adds to the errors where
// nothing is left of what is booked.
absl::StatusOr<TakenClaims> ClaimBookings(storage::Transaction& transaction,
                                          const ExpandedDraft& draft, const HostClaims& hosts,
                                          bool host_moved, FieldErrors& errors);

}  // namespace taqvim::schedule
