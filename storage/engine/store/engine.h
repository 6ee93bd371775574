// `Engine`: the threads of a store over its journal.
//
// One thread writes: it runs queued writes in groups, each of which is one commit of the
// journal, and does the back end's chores between groups. One thread syncs each group, while
// the next runs, and one answers what lasts. Readers run on threads of their own, on snapshots
// that they may hold for a short time only.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/engine/read/reader_pool.h"
#include "storage/engine/store/chores.h"
#include "storage/engine/write/completions.h"
#include "storage/engine/write/group_syncer.h"
#include "storage/engine/write/group_writer.h"
#include "storage/engine/write/write_queue.h"
#include "storage/statistics.h"
#include "storage/store.h"

namespace taqvim::storage {

// Is opened in steps: made, readers opened, started. Thread-safe once it is started, but for
// Close and what is for stores without threads.
class Engine {
 public:
  // What it works on, which outlives it. The journal has filled the memory.
  struct Parts {
    Memory& memory;
    Journal& journal;
    Head& head;
    DueClock& clock;
    Chores& chores;
  };

  Engine(const Parts& parts, EngineOptions options);
  ~Engine() { Close(); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Opens the journal's readers, and lets reads run.
  absl::Status OpenReaders();
  // Lets writes run. The journal's syncing outlives the engine.
  void Start(JournalSync& sync);
  // Ends the threads: waits for what is running, and refuses what is queued (kClosing). Nothing
  // may be asked of it any more.
  void Close();

  // As the store's functions of these names.
  void Write(WriteOptions options, WriteFunction function, WriteCallback done);
  void Read(ReadOptions options, ReadFunction function, ReadCallback done);
  bool full() const { return queue_.full(); }
  void SetDuty(DutyFunction duty);
  int OnNewRevision(Store::RevisionListener listener);
  void RemoveListener(int number);
  // All that is not about how the journal keeps things.
  StoreStatistics statistics() const;

  // Ends the writing thread's waiting for writes, as there are chores. Before it is started, too.
  void Wake() { queue_.Wake(); }
  // To be called when the head has failed elsewhere than in the engine.
  void HeadFailed();
  // Tells `fatal` if the head has failed, once; for whoever closes the store. Not while the
  // engine runs.
  void AnnounceFailure();

  // For stores without threads.
  size_t RunPendingWrites();
  size_t RunPendingReads() { return readers_->RunAll(); }

  // For the writing thread, or stores without threads. Takes in and announces what others have
  // written.
  void Follow();
  // Waits until all groups that were committed are known to last, or the store has failed.
  void Drain() { syncer_->Drain(); }

 private:
  // When what is queued now is too late, after the environment's fixed moment.
  absl::Duration DeadlineAfter(absl::Duration timeout) const;
  // Raises an alarm where the newest revision is far ahead of the clock.
  void CompareWithClock();
  void WriterLoop();
  // Runs one group from the front of what was taken, or of what is due, in turn where there
  // are both, and gives it to be synced. Returns how many writes were run.
  size_t WriteGroup(std::deque<QueuedWrite>& taken);
  // Posts the answers of a group that lasts or is lost.
  void Answer(RunGroup group, Revision before);
  // Tells the listeners, unless it was published before; on the thread that answers.
  void Announce(const NewRevisions& revisions, Revision before);
  void RefuseQueued();

  const Parts parts_;
  const EngineOptions options_;
  WriteQueue queue_;
  GroupWriter groups_;
  // Of groups that were answered.
  std::atomic<int64_t> groups_answered_ = 0;
  std::atomic<int64_t> writes_answered_ = 0;
  bool rest_is_due_ = false;  // after a group of what is due; the writer's
  absl::Mutex listeners_mutex_;
  std::map<int, Store::RevisionListener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
  bool failure_announced_ = false;  // the answering thread's
  std::unique_ptr<Completions> completions_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<GroupSyncer> syncer_;
  std::thread writer_;
};

}  // namespace taqvim::storage
