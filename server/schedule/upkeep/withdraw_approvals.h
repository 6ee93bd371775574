// Withdraws what a venue has still to decide once it approves its bookings no more.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// After a venue was put that approves its bookings no more: where bookings of it
// still wait, makes it due at once that they do not.
absl::Status WithdrawApprovalsSoon(storage::Transaction& transaction, const std::string& venue);

// Withdraws those of the venues that this is due for, of as many events as one
// revision may change, and at least one; the events stay tentative. Returns what it
// did, for the log; nothing when there was nothing to do.
absl::StatusOr<std::string> WithdrawApprovals(storage::Transaction& transaction,
                                              const std::vector<storage::ResourceId>& due);

}  // namespace taqvim::schedule
