// Group commit: runs queued writes in groups that share a commit, and the duty.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/due_clock.h"
#include "storage/engine/write/put_off.h"
#include "storage/engine/write/transaction.h"
#include "storage/engine/write/write_queue.h"
#include "storage/sqlite/file/sqlite_options.h"
#include "storage/sqlite/file/store_files.h"
#include "storage/sqlite/log/head.h"
#include "storage/sqlite/write/group_syncer.h"
#include "storage/sqlite/write/writer_state.h"

namespace taqvim::storage {

// For the writer's thread, but for SetDuty.
class GroupWriter {
 public:
  GroupWriter(WriterState& state, Head& head, StoreFiles& files, const SqliteOptions& options,
              DueClock& clock)
      : state_(state),
        head_(head),
        files_(files),
        options_(options),
        clock_(clock),
        put_off_(kDutyPause),
        committed_(state.memory.position),
        committed_reserved_id_(state.reserved_id) {}

  // Runs a group from the front of the queue, after what is due, and commits it;
  // syncing it is left to the caller. When the outcome of the commit is unknown, the
  // head has failed. A write that waits for more of what is due than a group may take
  // goes to the end of the queue.
  RunGroup Run(std::deque<QueuedWrite>& queue);

  // OK unless another connection has written since the state was loaded; then the head
  // has failed.
  absl::Status CheckAlone();

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
  enum class Ending { kCommitted, kRolledBack, kUnknown };

  // Runs and commits the first writes from `begin` on, at most `count`; there is an
  // outcome for each that was begun. When rolled back, the last outcome says why.
  Ending Attempt(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                 std::vector<WriteOutcome>& outcomes);
  Ending TryGroup(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                  std::vector<WriteOutcome>& outcomes);
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
  // Writes what is written once for all of the group's writes.
  absl::Status FlushGroup();
  Ending Undo(std::vector<WriteOutcome>& outcomes, const absl::Status& error);
  Ending Unknown(std::vector<WriteOutcome>& outcomes, const absl::Status& error);
  // Makes the committed group final in the indexes, too.
  void Settle();
  // The time stamp for what is run now: the clock's, unless it has jumped, and never
  // before the newest revision's.
  absl::Time Now();

  WriterState& state_;
  Head& head_;
  StoreFiles& files_;
  const SqliteOptions& options_;
  DueClock& clock_;
  absl::Mutex duty_mutex_;
  DutyFunction duty_ ABSL_GUARDED_BY(duty_mutex_);
  bool has_duty_ ABSL_GUARDED_BY(duty_mutex_) = false;
  // After a failure of the disk the duty waits until then.
  absl::Time duty_again_ = absl::InfinitePast();
  PutOff put_off_;
  absl::Time alarm_again_ = absl::InfinitePast();
  Position committed_;
  ResourceId committed_reserved_id_;
  size_t group_bytes_ = 0;
};

}  // namespace taqvim::storage
