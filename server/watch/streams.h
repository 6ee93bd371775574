// All streams of a hub.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/watch/audience.h"
#include "server/watch/hub_options.h"
#include "server/watch/hub_statistics.h"
#include "server/watch/ledger.h"
#include "server/watch/publisher.h"
#include "server/watch/stream.h"
#include "server/watch/stream_states.h"
#include "server/watch/view.h"
#include "storage/store.h"

namespace taqvim::watch {

// `Streams`: all streams of a hub under one lock. It lets StreamStates and Publisher decide
// under the lock, and does what they decided when it is free: calls streams, and has pages
// of snapshots read by the store.
//
// The hub's; thread-safe. It is called by the streams' threads, the store's readers and
// the two threads of the hub, and has none of its own.
class Streams {
 public:
  // `first` is called when a stream joins and nobody watched; `behind` with a stream that
  // has to be given pages of the log, under the lock. Neither may call back.
  Streams(storage::Store& store, const HubOptions& options, const Tokens& tokens,
          const Ledger& ledger, std::function<void()> first, std::function<void(Stream&)> behind);
  // All must have left. Waits for the snapshots that are being read.
  ~Streams();
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // See Hub.
  void Join(Stream& stream, const StreamStart& start);
  void Written(Stream& stream, bool ok);
  void End(Stream& stream, const absl::Status& status);
  void Left(Stream& stream);
  void Close(const absl::Status& status);
  void EndAll(const absl::Status& status);
  // Whether there is any.
  bool watched() const { return watched_; }
  // See Hub; without the bytes.
  HubStatistics statistics();

  // Says that rights may have changed; from then on nothing is told until CheckRights has
  // asked every stream, and ended those whose rights are others.
  void RightsMayHaveChanged() { ++rights_changes_; }
  bool RightsToCheck() const { return rights_checked_ != rights_changes_; }
  void CheckRights();

  // News without words: who is to be told, and from where on.
  News Untold();
  // Tells them, unless all left meanwhile and somebody came, or rights are to be checked.
  void Publish(News news);

  // Where a stream is that waits for the log; none when it no longer does.
  std::optional<Behind> WhereBehind(const Stream& stream);
  // Gives it what was read for it, or ends it.
  void Advance(Stream& stream, absl::StatusOr<Chunk> chunk);
  // Whether what follows the revision is in nobody's memory, and streams of the audience
  // may want it.
  bool MayWant(const Audience& audience, int64_t revision);

  // Does what is due by the time.
  void LookAtTimers();
  // How long nothing will be.
  absl::Duration UntilTick();

 private:
  std::vector<StreamRef> All();
  // Without the lock, while somebody refers to the stream.
  void Do(Stream& stream, const Step& step);
  void Do(const std::vector<Delivery>& deliveries);
  void ReadSnapshot(Stream& stream);
  void SnapshotRead(Stream& stream, const absl::Status& status);

  storage::Store& store_;
  const HubOptions& options_;
  const Ledger& ledger_;
  const std::function<void()> first_;

  absl::Mutex mutex_;
  absl::Status closed_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<Stream*> streams_ ABSL_GUARDED_BY(mutex_);
  StreamStates states_ ABSL_GUARDED_BY(mutex_);
  Publisher publisher_ ABSL_GUARDED_BY(mutex_);

  std::atomic<bool> watched_ = false;
  // How often rights may have changed, and how often that was seen to.
  std::atomic<int64_t> rights_changes_ = 0;
  std::atomic<int64_t> rights_checked_ = 0;
};

}  // namespace taqvim::watch
