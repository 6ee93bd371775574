// Tells the changes of a store to many streams.
//
// Each revision is read from the log once and put into words once for all
// streams of an audience, by one thread; streams that have all are given it at
// once, those that are busy take what gathered when they are done. A stream that
// falls behind what is in memory reads the log, on another thread, in bounded
// pages, until it meets what is in memory again. Whoever writes to the store does
// nothing for it but wake a thread.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/watch/audience.h"
#include "server/watch/ledger.h"
#include "server/watch/pages.h"
#include "server/watch/stream.h"
#include "server/watch/timer_wheel.h"
#include "server/watch/wakeup.h"
#include "storage/store.h"

namespace taqvim::watch {

struct HubOptions {
  // What is kept in memory for readers that are busy, over all audiences.
  size_t ring_bytes = 64 << 20;
  // What one response holds, of 256 revisions at most, unless a single one is larger.
  size_t chunk_bytes = 256 << 10;
  // Once all that is in memory, for readers that are busy and in responses that
  // were not taken, is more than `held_bytes`, a response holds only so much, again
  // unless a single revision is larger.
  size_t held_bytes = 128 << 20;
  size_t short_chunk_bytes = 16 << 10;
  // A stream whose reader has not taken a response for so long is finished, and
  // cancelled when it does not take the end either.
  absl::Duration stall = absl::Seconds(60);
  absl::Duration grace = absl::Seconds(10);
  // How exactly times are kept.
  absl::Duration tick = absl::Milliseconds(250);
  int max_streams = 20'000;
  // The time since some fixed moment.
  std::function<absl::Duration()> steady;
};

// How a stream begins.
struct StreamStart {
  Interest interest;
  // The revision to go on after; none: from now on.
  std::optional<storage::Revision> after;
  // Not with `after`.
  bool snapshot = false;
  absl::Duration progress_interval;
};

// Thread-safe.
class Hub {
 public:
  // The store outlives the hub, which takes its listener.
  Hub(storage::Store& store, Tokens tokens, HubOptions options);
  // All streams must have left.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // Takes a stream in, and finishes it with an error where it cannot be served.
  // Left must follow in any case.
  void Join(Stream& stream, const StreamStart& start);
  // What the stream was given to write is written; or, not ok, will never be.
  void Written(Stream& stream, bool ok);
  // Ends a stream: nothing more is written, and it is finished.
  void End(Stream& stream, const absl::Status& status);
  // The stream is over; the hub forgets it.
  void Left(Stream& stream);

  // Asks every stream whether its caller's rights are still the same, soon and on
  // a thread of the hub's.
  void RightsMayHaveChanged();
  // Runs that on the thread that reads the log for streams that are behind; false
  // when too much waits there already.
  bool RunWhereLogIsRead(absl::AnyInvocable<void()> task);
  // Ends all streams with that, and those that come later.
  void Close(const absl::Status& status);

  // How much is in memory of what is told: for readers that are busy, in responses
  // that their readers have not taken, and of pages that were read last.
  size_t held_bytes() const { return ledger_.bytes(); }

 private:
  // What is to be done with a stream once the lock is free.
  struct Step {
    enum class Kind { kNothing, kWrite, kRead, kFinish } kind = Kind::kNothing;
    Chunk chunk;
    absl::Status status;
  };
  // Streams that get the same.
  struct Delivery {
    std::vector<StreamRef> streams;
    Step step;
  };

  // What the next response holds at most.
  size_t ChunkBytes() const {
    return held_bytes() > options_.held_bytes ? options_.short_chunk_bytes : options_.chunk_bytes;
  }

  // Which step is next for a stream that has nothing to wait for.
  Step Next(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step WriteStep(Stream& stream, Chunk chunk) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step EndStep(Stream& stream, const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step MarkStep(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step ProgressStep(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool SilentForLong(const Stream& stream) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AtMark(const Stream& stream) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Wait(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FallBehind(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetTimer(Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Without the lock, while somebody refers to the stream.
  void Do(Stream& stream, const Step& step);
  void Do(const std::vector<Delivery>& deliveries);

  // Pages of snapshots; hub_snapshot.cc.
  void ReadSnapshot(Stream& stream);
  void SnapshotRead(Stream& stream, const absl::Status& status);

  // The thread that tells what is new; hub_news.cc.
  void NewsLoop();
  absl::Duration UntilTick();
  // False when there is nothing new.
  bool TellNews();
  using News = std::vector<std::vector<Told>>;
  absl::Status PutIntoWords(const storage::LogPage& page,
                            const std::vector<std::shared_ptr<Audience>>& audiences,
                            News& news) const;
  void Publish(const std::vector<std::shared_ptr<Audience>>& audiences, News news,
               const storage::Revision& from, const storage::Revision& upto,
               std::vector<Delivery>& deliveries);
  void Deliver(Audience& audience, std::vector<Told> news, const storage::Revision& from,
               std::vector<Delivery>& deliveries) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PassOver(Audience& audience, std::vector<Delivery>& deliveries)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GoOn(Stream& stream, std::vector<Delivery>& deliveries)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetBeyondBound() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndAll(const absl::Status& status);
  bool RightsToCheck() const { return rights_checked_ != rights_changes_; }
  void CheckRights();
  std::vector<StreamRef> AllStreams();
  void LookAtTimers();
  Step LookAt(Stream& stream, absl::Duration now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The thread that reads the log for those that are behind; hub_behind.cc.
  void BehindLoop();
  void CatchUp(Stream& stream);
  absl::StatusOr<Chunk> ReadFor(Stream& stream);
  Step Advance(Stream& stream, Chunk chunk) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Chunk> ReadLog(const std::shared_ptr<Audience>& audience,
                                const storage::Revision& position, bool with_token);
  absl::StatusOr<Page> ReadPage(const std::shared_ptr<Audience>& audience, int64_t after);
  // False when there is nothing ahead.
  bool ReadAhead();

  storage::Store& store_;
  const Tokens tokens_;
  const HubOptions options_;
  const Ledger ledger_;
  // Of the thread that reads the log, and which page will be asked for next.
  Pages pages_;
  std::pair<std::shared_ptr<Audience>, int64_t> ahead_;

  mutable absl::Mutex mutex_;
  absl::Status closed_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<Stream*> streams_ ABSL_GUARDED_BY(mutex_);
  Audiences audiences_ ABSL_GUARDED_BY(mutex_);
  // Up to here all was told to the audiences. Means nothing without any.
  storage::Revision upto_ ABSL_GUARDED_BY(mutex_);
  // How many bytes were told of each revision that the rings hold, and of all.
  std::deque<std::pair<int64_t, size_t>> in_rings_ ABSL_GUARDED_BY(mutex_);
  size_t ring_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Streams that have all but wait for the end of their snapshot.
  StreamList before_mark_ ABSL_GUARDED_BY(mutex_);
  TimerWheel wheel_ ABSL_GUARDED_BY(mutex_);
  std::deque<StreamRef> behind_ ABSL_GUARDED_BY(mutex_);
  std::deque<absl::AnyInvocable<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  int readings_ ABSL_GUARDED_BY(mutex_) = 0;

  std::atomic<bool> watched_ = false;
  // How often rights may have changed, and how often that was seen to.
  std::atomic<int64_t> rights_changes_ = 0;
  std::atomic<int64_t> rights_checked_ = 0;
  std::atomic<bool> stopping_ = false;
  Wakeup news_;
  Wakeup work_;
  std::thread news_thread_;
  std::thread work_thread_;
};

}  // namespace taqvim::watch
