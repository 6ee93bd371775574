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
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/claim.h"
#include "storage/environment.h"
#include "storage/refusal.h"
#include "storage/work.h"

namespace taqvim::storage {

// The kinds of stored resources. The numbers are stored.
enum class Kind : uint8_t {
  kOrganization = 1,
  kParticipant = 2,
  kAgreement = 3,
  kVenue = 4,
  kSpace = 5,
  kClosure = 6,
  // Something that claims are on, or that others refer to, and that is no
  // resource of the contract: a city, a time zone. Topics are not in the log's
  // images.
  kTopic = 7,
  // Who may do what, and who calls: never part of the schedule.
  kGrant = 8,
  kToken = 9,
  kEvent = 16,
};

struct Resource {
  ResourceId id = 0;
  Kind kind = Kind::kEvent;
  std::string name;
  // Deterministic bytes of the message; what etags are made from.
  std::string body;
  // Whether lists leave it out unless asked.
  bool archived = false;
  // As of the Put or Rederived that stored it.
  int64_t due = 0;
  // What the reader of the body made of it, so that it need not be made again
  // while this object lives. Not stored; for one thread.
  mutable std::shared_ptr<const void> memo = nullptr;
};

// Why one resource refers to another. The numbers are stored.
enum class LinkRole : uint8_t {
  kOwner = 1,         // event -> organization
  kProgramme = 2,     // event -> culture days
  kHost = 3,          // event -> event
  kAgreement = 4,     // event -> agreement
  kBooked = 5,        // event -> space, venue or participant named by a booking
  kExcepted = 6,      // event -> space left out of a booking
  kReciprocal = 7,    // culture days -> culture days
  kCollection = 8,    // exhibition -> participant
  kOrganization = 9,  // venue or participant -> organization
  kParty = 10,        // agreement -> organization
  kVenue = 11,        // space or closure -> venue
  kPart = 12,         // space -> space
  kClosed = 13,       // closure -> space
  kZone = 14,         // venue or event -> topic of a time zone that its bookings are in
  kGranted = 15,      // grant -> organization or venue for which it counts
};

struct Link {
  LinkRole role;
  ResourceId target;
  friend bool operator==(const Link&, const Link&) = default;
};

// An accepted write's place in history. Revisions are consecutive from 1;
// number 0 is the empty store. The nonce tells apart histories that a restored
// file made diverge.
struct Revision {
  int64_t number = 0;
  uint64_t nonce = 0;
  friend bool operator==(const Revision&, const Revision&) = default;
};

// Days, both included, counted from 1970-01-01; `last` is kNoLastDay when they
// never end.
struct DayRange {
  static constexpr int32_t kNoLastDay = std::numeric_limits<int32_t>::max();

  int32_t first = 0;
  int32_t last = kNoLastDay;

  bool Overlaps(const DayRange& other) const { return first <= other.last && other.first <= last; }
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// What a resource is searched by besides its links. What tags and keys mean is for
// those to say who write it.
struct Facets {
  uint32_t tags = 0;           // a set of bits, of which the lowest 24 can be used
  std::vector<uint64_t> keys;  // such as hashes of identifiers
  std::vector<DayRange> days;  // in order, apart from one another
  friend bool operator==(const Facets&, const Facets&) = default;
};

// What a resource meets that has one of these links, one of the tags or one of the
// keys, or is one of the resources. Without any, nothing meets it.
struct Criterion {
  std::vector<Link> links;
  uint32_t tags = 0;
  std::vector<uint64_t> keys;
  std::vector<ResourceId> ids;
};

struct SearchQuery {
  Kind kind = Kind::kEvent;
  std::vector<Criterion> criteria;  // all are met
  std::optional<DayRange> days;     // one of its days is among these
  // Only ids above this one.
  ResourceId after = 0;
  int limit = 100;
};

struct SearchPage {
  // In order, each once.
  std::vector<ResourceId> ids;
  // Up to which id all were found. When that is not the end, more may follow.
  ResourceId reached = 0;
  bool complete = false;
};

struct ListQuery {
  Kind kind = Kind::kEvent;
  // Only names that start with this, such as `venues/library/spaces/`.
  std::string name_prefix;
  // Only ids above this one; ids grow in order of creation.
  ResourceId after = 0;
  bool show_archived = true;
  // At most so many; a bound on the time that the snapshot is held, too.
  int limit = 100;
};

// Which changes of a resource to read.
struct HistoryQuery {
  Kind kind = Kind::kEvent;
  std::string name;
  // The revision to begin with, the `next` of the page before; 0 for the newest.
  int64_t from = 0;
  int limit = 100;
  // The page ends once so much of the log was read for it.
  int64_t max_bytes = 1 << 20;
};

struct HistoryPage;

// A consistent view of one revision. Not thread-safe; valid only inside the
// function that received it. Reads fail with UNAVAILABLE when the disk does, as
// refused (kReadTooLong) when the snapshot was held beyond its budget, or as its
// work ended (storage/work.h), and with DATA_LOSS when what is stored is damaged;
// pass such errors on unchanged.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Revision revision() const = 0;
  // As Store::store_id.
  virtual const std::string& store_id() const = 0;
  // The time at which the function runs, and of its revision: the same however
  // often it is asked, and never before that of the newest revision. That of the
  // clock or, while that is known to be wrong, the last at which it was right.
  virtual absl::Time now() const = 0;
  // The time up to which what is due counts as due: the clock's, also where
  // history is ahead of it, or, while it is known to be wrong, the last at which
  // it was right.
  virtual absl::Time due_time() const = 0;
  // Whether the snapshot has been held for so long that a page should end where it
  // can, since one that goes on may fail. Depends on the machine, unlike where pages
  // end otherwise. Of a transaction never.
  virtual bool Hurries() = 0;
  // What the function has cost so far. The calls below count themselves; whoever
  // looks through much of what they return counts that, too. When the work has ended,
  // they fail with its status.
  virtual Work& work() = 0;

  // The resource of that name; nullptr when there is none.
  virtual absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind,
                                                               std::string_view name) = 0;
  // The resource of that id; nullptr when there is none.
  virtual absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) = 0;
  // Resources in order of their ids.
  virtual absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) = 0;

  // Which resources may meet the query, found in memory: all that do, and with
  // them such as did lately, are about to, or were put without facets. So their rows
  // have the last word, and some may not be there. A page ends with `limit` of them,
  // or sooner when many had to be looked at.
  virtual absl::StatusOr<SearchPage> Search(const SearchQuery& query) = 0;

  // The claims of these kinds on the atom that overlap the interval, under
  // every host, ordered by start, owner, booking. At most `limit`.
  virtual absl::StatusOr<std::vector<Claim>> ClaimsOverlapping(ResourceId atom,
                                                               const Interval& interval,
                                                               ClaimKinds kinds, int limit) = 0;
  // All claims of one owner, ordered by atom, start, booking.
  virtual absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) = 0;
  // The resources that refer to the target in one of these roles (none: in any
  // role), ordered by id, above `after`; at most `limit`.
  virtual absl::StatusOr<std::vector<ResourceId>> Referrers(ResourceId target,
                                                            const std::vector<LinkRole>& roles,
                                                            ResourceId after, int limit) = 0;
  // How the resource of that name became what it is, the newest change first;
  // what a running transaction changes is not in it. Takes time by what the page
  // holds, not by what the log does. Empty when there is no such resource. Refused
  // (kNotOfThatHistory) when the revision to begin with did not write it.
  virtual absl::StatusOr<HistoryPage> History(const HistoryQuery& query) = 0;
};

// A resource to be created or replaced.
struct Put {
  ResourceId id = 0;  // from NewId() for a new one
  Kind kind = Kind::kEvent;
  std::string name;
  std::string body;
  bool archived = false;
  std::vector<Link> links;
  // What it is searched by; unset: every search of its kind comes upon it.
  std::optional<Facets> facets = std::nullopt;
  // When something is to be done about it that nobody asks for (Store::SetDuty),
  // in seconds since the epoch; 0 for never.
  int64_t due = 0;
};

// What is derived anew of a resource that stays where it is: what it refers to and
// claims is left alone.
struct Rederived {
  ResourceId id = 0;
  // Unset: it stays, and the log says nothing of the resource.
  std::optional<std::string> body;
  // As of a Put.
  std::optional<Facets> facets;
  int64_t due = 0;
};

// What a write changes. Applied in this order, as a whole: the claims of the
// owners in `release` are removed, then resources are deleted, put and derived
// anew, then the claims are added, contested ones last.
struct Mutation {
  std::vector<ResourceId> release;
  std::vector<ResourceId> deletes;  // nothing may refer to them; their claims go too
  std::vector<Put> puts;
  std::vector<Rederived> rederived;
  std::vector<Claim> claims;
};

// A snapshot that can be written: sees what it applied.
class Transaction : public Snapshot {
 public:
  // A number for a resource to be put; unique in this store.
  virtual ResourceId NewId() = 0;
  // A random number, from the injected source.
  virtual uint64_t Random() = 0;
  // Bits that nobody can guess, from the injected source.
  virtual Secret NewSecret() = 0;
  // Applies the mutation. Refused (kWriteTooLarge) when before and after images
  // of the whole transaction exceed 3 MiB. FAILED_PRECONDITION when it would break
  // the invariant, or delete what others refer to, and INVALID_ARGUMENT when it
  // makes no sense, as it names what does not exist: whoever made it should have
  // known. Nothing of the transaction is kept then, and the function must return
  // that error. May be called several times; images are then those before the first
  // call and after the last.
  virtual absl::Status Apply(Mutation mutation) = 0;
};

// A write. Runs in a transaction and returns the answer's bytes. Returning an
// error undoes everything that it applied. It may run more than once.
using WriteFunction = absl::AnyInvocable<absl::StatusOr<std::string>(Transaction&)>;

// What is done about resources that are due, by nobody's request: given some of them,
// at least one. Does a bounded part of that, and returns what it
// did, for the log, such as `system.ExpireHolds`; nothing when there is nothing to do
// about any of them, and then makes no revision. Otherwise as a write.
using DutyFunction = absl::AnyInvocable<absl::StatusOr<std::string>(
    Transaction&, const std::vector<ResourceId>& due)>;

// Who does what the store's duty does.
inline constexpr std::string_view kSystemPrincipal = "system";

struct WriteOptions {
  // Who writes; stored in the log and the scope of the request id.
  std::string principal;
  // In whose turn it waits: before the next of an account, one of each other that waits
  // is run.
  std::string account;
  // Empty for none. A later write of the same principal with the same id and
  // hash is a replay: the function does not run, the first answer is given.
  // With another hash it is refused (kRequestIdReused).
  std::string request_id;
  // A 128-bit hash of the request's deterministic bytes and its method.
  std::array<uint64_t, 2> request_hash = {0, 0};
  // The method, for the log, such as `EventService.CreateEvent`.
  std::string method;
  // Undo everything in the end, whatever the function returns, and keep neither
  // log row nor request id.
  bool dry_run = false;
  // Not begun after this, and ended when it passes: refused (kTooLate).
  absl::Time deadline = absl::InfiniteFuture();
  // Asked when the write's turn comes, and as it works; true: it is not begun, or
  // ended, and refused (kCancelled).
  std::function<bool()> cancelled;
  // What it may cost; beyond it is refused (kTooCostly, kTooManyClaims).
  WorkLimits limits = {};
  // About how much it costs, in bookings; heavy writes get a commit of their own.
  int weight = 1;
  // The names of the resources whose rows to lock before the function reads,
  // for back ends in which writers run side by side; others never call it.
  std::function<std::vector<std::string>()> lock_keys;
  // Its revision has the clock's time even where the newest revision has a later
  // one, and what follows goes on from there: somebody says that the clock is right
  // and was wrong before. The later times stay where they are stored.
  bool trusts_clock = false;
};

// What became of a write.
struct WriteOutcome {
  // OK: committed, on disk (or, for a dry run, would have been). Refused: see
  // storage/refusal.h; after kOutcomeUnknown it may or may not have been committed.
  // Otherwise what the function returned.
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
  // In whose turn it waits.
  std::string account;
  // As of a write.
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;
  // Goes before those that wait, and is not refused because they are many: for
  // what the server itself must know.
  bool urgent = false;
};

// One resource changed by a revision.
struct Change {
  Kind kind;
  std::string name;
  std::optional<std::string> before;  // unset: created
  std::optional<std::string> after;   // unset: deleted
  int64_t before_revision = 0;        // the revision that wrote `before`; 0: created
};

// One revision of the log.
struct LogEntry {
  Revision revision;
  absl::Time time;
  std::string principal;
  std::string request_id;
  std::string method;
  std::vector<Change> changes;  // in order of resource id
};

struct HistoryPage {
  // The newest first; each with this one change of all that its revision made.
  std::vector<LogEntry> entries;
  // The revision with which the next page begins; 0 on the last.
  int64_t next = 0;
  // On the last page, whether it ends where the log was trimmed, and not with the
  // resource's creation.
  bool trimmed = false;
};

// What of history the log holds: all that follows `start`, up to `newest`.
struct LogReach {
  Revision start;
  Revision newest;
};

struct LogPage {
  std::vector<LogEntry> entries;
  // Up to which revision the log was read: the last entry's, or, when the page
  // is empty, the newest one's.
  Revision scanned;
};

// Thread-safe. Destroying a store waits for running functions, refuses what is
// still queued (kClosing), and closes the file.
class Store {
 public:
  virtual ~Store() = default;

  // Queues a write. `done` is called exactly once, after the write's commit is
  // on disk, on a thread of the store's that does nothing else; keep it short.
  virtual void Write(WriteOptions options, WriteFunction function, WriteCallback done) = 0;
  // Whether so many writes wait that another would be refused (kQueueFull) now, so
  // that it need not be made ready. Cheap.
  virtual bool full() const = 0;
  // Queues a read on a snapshot of the newest revision, on a reader's thread.
  // `done` is called there, after the snapshot is closed, exactly once.
  virtual void Read(ReadOptions options, ReadFunction function, ReadCallback done) = 0;

  // Up to `limit` log entries after the revision, in order, at most about
  // `max_bytes`. Refused (kOutsideLog) when the log no longer reaches back so far,
  // or does not reach there yet.
  virtual absl::StatusOr<LogPage> ChangesAfter(int64_t revision, int limit, int64_t max_bytes) = 0;
  // What the log holds now.
  virtual absl::StatusOr<LogReach> Reach() = 0;
  // The revision of that number. Refused (kOutsideLog) outside of the log's reach.
  virtual absl::StatusOr<Revision> RevisionAt(int64_t number) = 0;
  // Sets what is done when a resource is due. The duty runs as a write of its own by
  // kSystemPrincipal, when the time has come, and before the writes that wait then; of
  // much that is due the rest is done in turns with groups of writes, so that these wait
  // for a bounded part of it. A write that reads what is due, a dry run too, is judged
  // after all is done about that: it never sees anything that is due. What the duty fails
  // at, or does nothing about, it is given by itself; if it fails at it then, the back end
  // raises an alarm and tries it again after a minute; until then writes do see it.
  virtual void SetDuty(DutyFunction duty) = 0;

  // As Snapshot::due_time.
  virtual absl::Time due_time() = 0;
  // The newest revision that is on disk.
  virtual Revision newest_revision() const = 0;
  // A random identity given to the store when it was created.
  virtual std::string store_id() const = 0;
  // Called with each new newest revision, on a store's thread, at most once a
  // commit; hints may be lost. One listener; empty for none.
  virtual void OnNewRevision(std::function<void(Revision)> listener) = 0;
};

}  // namespace taqvim::storage
