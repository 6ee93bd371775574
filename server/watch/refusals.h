// What streams and lists of changes are refused or ended with; see
// server/base/error_details.h for what all such statuses have in common.
#pragma once

#include "absl/status/status.h"
#include "storage/store.h"

namespace taqvim::watch {

// OUT_OF_RANGE: what followed the token is no longer kept. The ErrorInfo says
// what is: `oldest_revision` to `newest_revision`.
absl::Status TokenExpired(const storage::LogReach& kept);
// FAILED_PRECONDITION: the token is another server's.
absl::Status TokenOfOtherStore();
// FAILED_PRECONDITION: the token is of a history that was replaced by another.
absl::Status HistoryReplaced();
// ABORTED: the reader took nothing for so long.
absl::Status ReaderStalled(absl::Duration patience);
// ABORTED: the caller may see something else now.
absl::Status RightsChanged();

// OK when the log holds all that follows the revision, and the revision is one of
// the store's history; else one of the first three, or the store's error.
absl::Status CheckPosition(storage::Store& store, const storage::Revision& revision);
// OUT_OF_RANGE of Store::ChangesAfter as TokenExpired; others as they are.
absl::Status Explained(const absl::Status& status, storage::Store& store);

}  // namespace taqvim::watch
