// The store: resources, claims and the log of revisions, behind one interface
// for every back end.
//
// A store holds resources (opaque bytes under a kind and a name), links between
// them, claims on atoms, and a log with one row for each accepted write. It
// knows nothing of what the bytes mean, but it guarantees the invariant: no two
// confirmed claims of different owners on the same atom, under the same host or
// none, overlap. Contested claims may overlap what stands, but a confirmed claim
// cannot be added over another's contested one, unless its owner had the same
// claim, confirmed or contested, before the transaction.
//
// Writes are functions, submitted and answered asynchronously; several share a
// commit. Reads are functions over a snapshot. Both may be run again from the
// start, so they must have no side effects but through the transaction.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/kinds.h"
#include "storage/refusal.h"
#include "storage/revision.h"
#include "storage/statistics.h"
#include "storage/transaction.h"
#include "storage/work.h"

namespace taqvim::storage {

class BackupSource;

// A write. Runs in a transaction and returns the answer's bytes. Returning an
// error undoes everything that it applied. It may run more than once.
using WriteFunction = absl::AnyInvocable<absl::StatusOr<std::string>(Transaction&)>;

// The function that handles resources that are due, without a request. It is given some
// of them, at least one, does a bounded part of what is to be done, and returns the
// name of what it did, for the log, such as `system.ExpireHolds`; an empty string when
// nothing is to be done about any of them, which makes no revision. Otherwise as a
// WriteFunction.
using DutyFunction = absl::AnyInvocable<absl::StatusOr<std::string>(
    Transaction&, const std::vector<ResourceId>& due)>;

struct WriteOptions {
  // The caller's principal; stored in the log, and the scope of the request id.
  std::string principal;
  // The account whose turns it waits in: between two writes of one account, one of each
  // other waiting account runs.
  std::string account;
  // Empty for none. A later write of the same principal with the same id and
  // hash is a replay: the function does not run, the first answer is given.
  // With another hash it is refused (kRequestIdReused).
  std::string request_id;
  // A 128-bit hash of the request's deterministic bytes and its method.
  std::array<uint64_t, 2> request_hash = {0, 0};
  // The method, for the log, such as `EventService.CreateEvent`.
  std::string method;
  // Undo everything in the end, whatever the function returns, and store neither log
  // row nor request id.
  bool dry_run = false;
  // Neither begun nor continued so long after it was queued: refused (kTooLate). By a
  // clock that nobody sets.
  absl::Duration timeout = absl::InfiniteDuration();
  // Asked before the write begins, and as it runs; when true, it is not begun, or is
  // ended, and refused (kCancelled).
  std::function<bool()> cancelled;
  // Its limits of work; beyond them it is refused (kTooCostly, kTooManyClaims).
  WorkLimits limits = {};
  // Its approximate cost, in bookings; heavy writes get a commit of their own.
  int weight = 1;
  // Stamps its revision with the clock's time even where that is before the newest
  // revision's, and later revisions go on from there: an operator says that the clock
  // is right now and was wrong before. Later times that are stored stay.
  bool trusts_clock = false;
};

// The outcome of a write. It may take as long as a database needs to fail over, within the
// write's deadline.
struct WriteOutcome {
  // OK: committed, on disk (or, for a dry run, would have been). Refused: see
  // storage/refusal.h; after kOutcomeUnknown it may or may not have been committed, after
  // everything else, UNAVAILABLE too, it certainly was not. Otherwise what the function
  // returned.
  absl::Status status;
  // The function's answer, or that of the first run of a replay.
  std::string answer;
  // The revision that wrote it; for dry runs and errors the one it was judged on.
  Revision revision;
  bool replayed = false;
};

using WriteCallback = absl::AnyInvocable<void(WriteOutcome)>;
using ReadFunction = absl::AnyInvocable<absl::Status(Snapshot&)>;
using ReadCallback = absl::AnyInvocable<void(absl::Status)>;

struct ReadOptions {
  // The account whose turns it waits in.
  std::string account;
  // As of a write.
  absl::Duration timeout = absl::InfiniteDuration();
  std::function<bool()> cancelled;
  // Runs before those that wait, and is not refused when the queue is full: for what
  // the server itself must know.
  bool urgent = false;
};

// What a listener is told of revisions that are new.
struct NewRevisions {
  // The newest of them.
  Revision newest;
  // The kinds of all resources of which they wrote the body, the claims, or anything else.
  Kinds kinds;
};

// Thread-safe. Destroying a store waits for running functions, refuses what is
// still queued (kClosing), and closes what it is kept in.
//
// Several servers may have a store open on one database. What is said of the newest
// revision and of the log is then said as this server has it, which may be a little behind
// what another has written.
class Store {
 public:
  virtual ~Store() = default;

  // Queues a write. `done` is called exactly once, after the write's commit is
  // on disk, on a thread of the store's that does nothing else; keep it short.
  virtual void Write(WriteOptions options, WriteFunction function, WriteCallback done) = 0;
  // Whether another write would be refused (kQueueFull) now, so that it need not be
  // prepared. Cheap.
  virtual bool full() const = 0;
  // Queues a read on a snapshot of the newest revision, on a reader's thread.
  // `done` is called there, after the snapshot is closed, exactly once.
  virtual void Read(ReadOptions options, ReadFunction function, ReadCallback done) = 0;

  // Up to `limit` log entries after the revision, in order, at most about
  // `max_bytes`. Refused (kOutsideLog) when the log no longer reaches back so far,
  // or does not reach there yet.
  virtual absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) = 0;
  // The changes of a part of a revision, from 1 to its `more_parts`. Refused
  // (kOutsideLog) when the log does not hold it, or no longer.
  virtual absl::StatusOr<std::vector<Change>> MoreChanges(int64_t revision, int part) = 0;
  // The range of revisions in the log now.
  virtual absl::StatusOr<LogReach> Reach() = 0;
  // The revision of that number. Refused (kOutsideLog) outside of the log's reach.
  virtual absl::StatusOr<Revision> RevisionAt(int64_t number) = 0;
  // What backups read (storage/backup_source.h); lives as long as the store.
  virtual BackupSource& backup_source() = 0;
  // Sets the function that handles resources that are due. It runs as a write of its
  // own by kSystemPrincipal, when the time has come, and before the writes that wait
  // then, on whatever server; when much is due, in turns with groups of writes, so that these wait
  // for a bounded part of it. A write that reads a resource that is due, a dry run too, runs again
  // after the duty has handled it: it never sees anything that is due. Where the duty fails, or
  // does nothing, it is given each resource alone; if it fails then, the store calls the alarm and
  // tries again after a minute; until then writes do see the resource.
  virtual void SetDuty(DutyFunction duty) = 0;

  // As Snapshot::due_time.
  virtual absl::Time due_time() = 0;
  // The newest revision that is on disk.
  virtual Revision newest_revision() const = 0;
  // How it is doing. Asks memory, and the file system for sizes, and waits for no write,
  // no read and no sync.
  virtual StoreStatistics statistics() const = 0;
  // A random id given to the store when it was created.
  virtual std::string store_id() const = 0;
  // Adds a listener for new revisions, of whatever server, and returns its number. It is
  // called on a thread of the store's, at most once a commit, in the order of revisions;
  // several may be told of together. Keep it short; it must not add or remove listeners.
  using RevisionListener = std::function<void(const NewRevisions&)>;
  virtual int OnNewRevision(RevisionListener listener) = 0;
  // The listener of that number is not called any more once this returns.
  virtual void RemoveListener(int number) = 0;
};

}  // namespace taqvim::storage
