// How the hub reads the snapshots with which streams begin.
#include <utility>

#include "server/watch/hub.h"

namespace taqvim::watch {

void Hub::ReadSnapshot(Stream& stream) {
  const StreamRef kept(stream);
  auto read = [this, kept](storage::Snapshot& snapshot) {
    return kept->snapshot_->ReadPage(snapshot, kept->audience_->view, ChunkBytes());
  };
  store_.Read({}, read, [this, kept](const absl::Status& status) { SnapshotRead(*kept, status); });
}

void Hub::SnapshotRead(Stream& stream, const absl::Status& status) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    --readings_;
    if (stream.phase_ == Stream::Phase::kFinished) return;
    std::string page = stream.snapshot_->TakePage();
    if (!status.ok()) {
      step = EndStep(stream, status);
    } else if (!page.empty()) {
      step =
          WriteStep(stream, {.fields = {ledger_.Enter(std::move(page))}, .upto = stream.position_});
    } else {
      step = Next(stream);
    }
  }
  Do(stream, step);
}

}  // namespace taqvim::watch
