#include "storage/engine/read/reader_session.h"

#include <algorithm>

namespace taqvim::storage {
ReaderSession::Result ReaderSession::Run(QueuedRead& read) {
  if (absl::Status failure = shared_.head.failure(); !failure.ok()) return {failure};
  if (read.options.cancelled && read.options.cancelled()) {
    return {Refused(Refusal::kCancelled, "The read was cancelled before it began.")};
  }
  const Environment& env = shared_.options.env;
  if (read.deadline != absl::InfiniteDuration() && read.deadline < env.SinceFixedMoment()) {
    return {Refused(Refusal::kTooLate, "The read's deadline passed before it began.")};
  }
  const int64_t entered = shared_.head.EnterReader();
  Result result = RunOnSnapshot(read);
  shared_.head.LeaveReader(entered);
  return result;
}

ReaderSession::Result ReaderSession::RunOnSnapshot(QueuedRead& read) {
  const absl::StatusOr<JournalReader::Newest> newest = reader_->Begin();
  Result result{newest.status()};
  if (newest.ok()) {
    result.revision = newest->revision.number;
    const absl::Time now = std::max(shared_.clock.Now(), newest->time);
    Work work({}, read.deadline, read.options.cancelled, shared_.options.env);
    ReaderSnapshot snapshot(reader_->rows(), shared_.indexes, shared_.store_id, newest->revision,
                            now, shared_.clock, shared_.options, work);
    result.status = read.function(snapshot);
    if (!snapshot.failure().ok()) result.status = snapshot.failure();
  }
  reader_->End();
  return result;
}

}  // namespace taqvim::storage
