// Group commit: runs queued writes in groups that share a commit, and the duty.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/engine/write/flush.h"
#include "storage/engine/write/group_syncer.h"
#include "storage/engine/write/put_off.h"
#include "storage/engine/write/transaction.h"
#include "storage/engine/write/write_queue.h"

namespace taqvim::storage {

// For the writer's thread, but for SetDuty.
class GroupWriter {
 public:
  // The memory is filled.
  GroupWriter(Memory& memory, Journal& journal, Head& head, const EngineOptions& options,
              DueClock& clock)
      : memory_(memory),
        journal_(journal),
        head_(head),
        options_(options),
        clock_(clock),
        put_off_(kDutyPause),
        committed_(memory.position) {}

  // Runs a group from the front of the queue, after what is due, and commits it; syncing it
  // is left to the caller. Where others have written meanwhile, it takes that into memory and
  // runs the group again. A write that waits for more of what is due than a group may take
  // goes to the end of the queue.
  RunGroup Run(std::deque<QueuedWrite>& queue);

  // Takes what others have written into memory: a group without writes, to be synced;
  // nothing where they have written nothing.
  std::optional<RunGroup> Follow();

  // See Store::SetDuty. Thread-safe.
  void SetDuty(DutyFunction duty);
  // Whether there is a duty and something is due.
  bool DutyCalls();
  // How long the duty has nothing to do if nothing is written.
  absl::Duration UntilDuty();
  // Runs the duty while something is due, as long as a group may take, and commits that
  // as a group without writes.
  RunGroup RunDuties();

 private:
  // The pause after what could not be done, and while the clock is wrong.
  static constexpr absl::Duration kDutyPause = absl::Minutes(1);

  using Position = Memory::Position;
  enum class Ending { kCommitted, kRolledBack, kUnknown, kSuperseded };

  // Runs and commits the first writes from `begin` on, at most `count`; there is an
  // outcome for each that was begun. When rolled back, the last outcome says why.
  Ending Attempt(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                 std::vector<WriteOutcome>& outcomes);
  Ending TryGroup(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                  std::vector<WriteOutcome>& outcomes);
  // Runs as many of them as a group may take; false, and the last outcome says why, when the
  // whole group is lost.
  bool RunMembers(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                  std::vector<WriteOutcome>& outcomes);
  absl::Status Begin();
  // Attempts each of the first `count` alone.
  std::vector<WriteOutcome> RunAlone(std::deque<QueuedWrite>& queue, size_t count);
  // False when the whole group is lost. A write that still waits for something has no
  // outcome yet.
  bool RunOne(QueuedWrite& write, absl::Time last_start, WriteOutcome& outcome);
  // The result of running a write's function, or the duty, once.
  enum class Ran {
    kKept,    // it is part of the group
    kUndone,  // it left nothing behind
    kMetDue,  // the same, as it read what is due
    kLost,    // and with it the whole group
  };
  Ran RunFunction(QueuedWrite& write, WriteOutcome& outcome);
  // Does the duty until nothing is due, or it is later than that.
  bool DoDuty(absl::Time last_start, WriteOutcome& outcome);
  // Runs the duty for these resources until it is later than `last_start`. Removes from
  // `due` those that are done, or cannot be done now.
  bool DoDutyFor(std::vector<ResourceId>& due, absl::Time last_start, WriteOutcome& outcome);
  // Runs the duty once for these resources. Where that fails, each is tried alone, and
  // those that fail then are put off.
  bool DoSome(const std::vector<ResourceId>& due, WriteOutcome& outcome);
  // Sets `why` when it was undone, also where there was nothing to do.
  Ran RunDuty(const std::vector<ResourceId>& due, WriteOutcome& outcome, absl::Status& why);
  bool IsDue(ResourceId id);
  std::optional<int64_t> EarliestDue();
  absl::StatusOr<std::string> CallDuty(Transaction& transaction,
                                       const std::vector<ResourceId>& due);
  // Put off one resource, or all of the duty.
  void PutOffOne(ResourceId id, const absl::Status& why);
  void PutOffDuty(const absl::Status& why);
  void Alarm(const absl::Status& why);
  // Whether there is a duty that is not put off.
  bool HasDuty();
  absl::Duration UntilDutyAgain(absl::Time now) const;
  struct Marks {
    Indexes::Mark indexes;
    ResourceId next_id;
  };
  Marks MarkAll() const;
  void UndoTo(const Marks& marks);
  // Whether the write was answered before: then the outcome is set.
  bool AnswerReplay(const WriteOptions& options, WriteOutcome& outcome);
  Ending Commit(std::vector<WriteOutcome>& outcomes);
  // Takes the group back, in the journal and in memory.
  void TakeBack();
  Ending Undo(std::vector<WriteOutcome>& outcomes, const absl::Status& error);
  Ending Unknown(std::vector<WriteOutcome>& outcomes, const absl::Status& error);
  // Takes in what others have written; no group is running.
  void TakeInAll(const std::vector<ForeignRevision>& foreign);
  // Makes the committed group final in the indexes, too.
  void Settle();
  // The time stamp for what is run now: the clock's, unless it has jumped, and never
  // before the newest revision's.
  absl::Time Now();

  Memory& memory_;
  Journal& journal_;
  Head& head_;
  const EngineOptions& options_;
  DueClock& clock_;
  absl::Mutex duty_mutex_;
  DutyFunction duty_ ABSL_GUARDED_BY(duty_mutex_);
  bool has_duty_ ABSL_GUARDED_BY(duty_mutex_) = false;
  // After a failure of the journal the duty waits until then.
  absl::Time duty_again_ = absl::InfinitePast();
  PutOff put_off_;
  absl::Time alarm_again_ = absl::InfinitePast();
  Position committed_;
  // The kinds of what is committed, or others' and taken in, and in no RunGroup yet.
  Kinds committed_kinds_;
  Flushed flushed_;  // by the running group
};

}  // namespace taqvim::storage
