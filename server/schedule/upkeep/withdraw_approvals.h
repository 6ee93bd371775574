// Withdraws what a venue or a participant has still to decide once it decides about it no more.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/claims/approver.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// After a venue or a participant was put, as `approver`, that decides about its bookings no
// more, or no more about those of some organization: where such still wait, makes it due at
// once that they do not.
absl::Status WithdrawApprovalsSoon(storage::Transaction& transaction, const Approver& approver);

// Withdraws those of the approvers that this is due for, of as many events as one
// revision may change, and at least one; the events stay tentative. Returns what it
// did, for the log; nothing when there was nothing to do.
absl::StatusOr<std::string> WithdrawApprovals(storage::Transaction& transaction,
                                              const std::vector<storage::ResourceId>& due);

}  // namespace taqvim::schedule
