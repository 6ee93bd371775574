// `Journal`: what keeps a store's revisions and rows outside of memory, and puts them into
// one order.
//
// An engine has memory (engine/index/memory.h), runs functions on it, and gives what they
// change to its journal in groups. Who opens a journal has it fill the memory first: where
// history is, the rows of all resources without their bodies, the requests that are kept.
// See docs/decisions/0067-engine-and-journal.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/engine/index/foreign_revision.h"
#include "storage/engine/journal/revision_write.h"
#include "storage/engine/journal/rows.h"

namespace taqvim::storage {

// What has become of a group that was to be committed.
struct CommitResult {
  enum class Kind {
    // Its revisions are the next of history. That they outlive the process is for
    // JournalSync to say.
    kCommitted,
    // Certainly none of it is in history, nor will be.
    kNotCommitted,
    // It may be in history, or come to be. What has become of it the next Begin or Follow
    // says, as of revisions of others; or the journal has failed its Head, and goes on no more.
    kUnknown,
    // Others have written since memory was as it is, or a connection was lost on the way, so none
    // of it is in history, nor will be: memory takes in what others wrote, if anything, and the
    // group is run again. A journal sees to it that none is superseded without end.
    kSuperseded,
  };
  Kind kind = Kind::kCommitted;
  // Why it is not committed, or not known to be.
  absl::Status why;
  // Of kSuperseded: what others wrote, in order, from the next after the newest in memory.
  std::vector<ForeignRevision> foreign;
};

// A snapshot at a time of what a journal keeps. For one thread at a time.
class JournalReader {
 public:
  virtual ~JournalReader() = default;

  // The newest revision of a snapshot, and when that was.
  struct Newest {
    Revision revision;
    absl::Time time = absl::UnixEpoch();
  };
  // Opens a snapshot of a revision that memory has, or is committing: at least the newest
  // that was published when it was called. Zeros when there is none yet.
  virtual absl::StatusOr<Newest> Begin() = 0;
  // What the open snapshot shows.
  virtual Rows& rows() = 0;
  // Closes it, also after an error of Begin.
  virtual void End() = 0;
};

// For the writing thread, but for OpenReader.
//
// A journal whose failure is final, so that nothing may be answered any more, fails the Head
// that it was given before it returns the error.
class Journal {
 public:
  virtual ~Journal() = default;

  // What the engine's readers read; it outlives none of them. Before the engine's threads
  // run.
  virtual absl::StatusOr<std::unique_ptr<JournalReader>> OpenReader() = 0;

  // The newest revision, those that were appended to the open group included.
  virtual Rows& rows() = 0;
  // The request that made the revision; empty when there is none.
  virtual absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(int64_t revision) = 0;

  // Opens a group. Returns what others have written, as far as it is known without asking,
  // which memory takes in before the group is run; as of CommitResult. After an error, too, the
  // group must be rolled back.
  virtual absl::StatusOr<std::vector<ForeignRevision>> Begin() = 0;
  // Adds a revision, the next after the newest, to the open group. After an error the group
  // must be rolled back.
  virtual absl::Status Append(const RevisionWrite& revision) = 0;
  // Whether the group is still open: an error, of a read too, may have ended it.
  virtual bool is_open() const = 0;
  // Whether it was ended by a read that met what others have written since: committing it then
  // says what that is, as of kSuperseded.
  virtual bool is_superseded() const { return false; }
  // Commits the group, in which ids below `next_id` were given out, and ends it if it is
  // committed; else it must be rolled back. One in which nothing was appended says whether what
  // was read for it is still so.
  virtual CommitResult Commit(ResourceId next_id) = 0;
  // Ends the open group, if there is one, without a trace.
  virtual void Rollback() = 0;

  // Between groups: what others have written, as of CommitResult. An error of a journal that
  // has not failed is one that goes by.
  virtual absl::StatusOr<std::vector<ForeignRevision>> Follow() = 0;
};

// Makes what a journal has committed last. For the syncing thread.
class JournalSync {
 public:
  virtual ~JournalSync() = default;

  // Returns when all that was committed before the call outlives the process and the machine.
  // After an error it is unknown what does; the Head has failed.
  virtual absl::Status Sync() = 0;
  // OK while what stands under the store's name is what this journal writes; else the Head has
  // failed. Asked before each answer.
  virtual absl::Status Check() = 0;
};

}  // namespace taqvim::storage
