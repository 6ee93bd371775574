#include "server/watch/refusals.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"

namespace taqvim::watch {

absl::Status TokenExpired(const storage::LogReach& kept) {
  const int64_t oldest = kept.start.number + 1;
  absl::Status status = schedule::MakeStatus(
      absl::StatusCode::kOutOfRange, v1::ERROR_REASON_TOKEN_EXPIRED,
      absl::StrCat("What followed this token is no longer kept: of the changes, revisions ", oldest,
                   " to ", kept.newest.number, " are. Begin again with a snapshot."));
  google::rpc::ErrorInfo info;
  schedule::GetDetail(status, &info);
  (*info.mutable_metadata())["oldest_revision"] = absl::StrCat(oldest);
  (*info.mutable_metadata())["newest_revision"] = absl::StrCat(kept.newest.number);
  schedule::AddDetail(status, info);
  return status;
}

absl::Status TokenOfOtherStore() {
  return schedule::MakeStatus(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_TOKEN_OF_OTHER_STORE,
      "The token was given out by the server of another store. Begin again with a snapshot.");
}

absl::Status HistoryReplaced() {
  return schedule::MakeStatus(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_HISTORY_REPLACED,
      "The token is of a history that this store no longer has: it was restored from an older "
      "copy. Begin again with a snapshot.");
}

absl::Status ReaderStalled(absl::Duration patience) {
  return schedule::MakeStatus(
      absl::StatusCode::kAborted, v1::ERROR_REASON_READER_STALLED,
      absl::StrCat("Nothing was read from this stream for ", absl::FormatDuration(patience),
                   ". Go on after the last token that came."));
}

absl::Status RightsChanged() {
  return schedule::MakeStatus(
      absl::StatusCode::kAborted, v1::ERROR_REASON_RIGHTS_CHANGED,
      "What you may see has changed. Go on after the last token that came, or begin again with a "
      "snapshot to have exactly what you may see now.");
}

absl::Status CheckPosition(storage::Store& store, const storage::Revision& revision) {
  const absl::StatusOr<storage::LogReach> reach = store.Reach();
  if (!reach.ok()) return reach.status();
  if (revision.number > reach->newest.number) return HistoryReplaced();
  const absl::StatusOr<storage::Revision> found = store.RevisionAt(revision.number);
  if (!found.ok()) return Explained(found.status(), store);
  return *found == revision ? absl::OkStatus() : HistoryReplaced();
}

absl::Status Explained(const absl::Status& status, storage::Store& store) {
  if (!storage::IsRefused(status, storage::Refusal::kOutsideLog)) return status;
  const absl::StatusOr<storage::LogReach> reach = store.Reach();
  return reach.ok() ? TokenExpired(*reach) : reach.status();
}

}  // namespace taqvim::watch
