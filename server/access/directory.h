// Directory of callers: finds the principal of a token and the rights of a principal in
// memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/access/book.h"
#include "server/access/principals.h"
#include "server/access/rights.h"
#include "server/access/token_uses.h"
#include "storage/store.h"

namespace taqvim::access {

// A caller: its principal and its rights.
struct Identity {
  std::string principal;
  // Never null.
  std::shared_ptr<const Rights> rights;
  // Of a caller with a token: the token's resource name, and when it expires.
  std::string token;
  absl::Time expires = absl::InfiniteFuture();
  // Whether its token only reads, and whether it has a cap, which its rights count in.
  bool read_only = false;
  bool capped = false;
  // What its token is good for; not said without one. Of a feed key, its feed.
  v1::AccessTokenKind kind = v1::ACCESS_TOKEN_KIND_UNSPECIFIED;
  std::shared_ptr<const v1::EventFilter> feed = nullptr;
};

// Whether Identify refused a token of this store only because nothing is known of it. Where other
// servers write to the store, one of them may just have made it.
bool IsUnknownToken(const absl::Status& status);

// The principals of one store, as a snapshot (a Book) that Refresh replaces.
// Thread-safe. A look-up takes about a microsecond and touches no disk; its lock is
// held only to copy a pointer.
class Directory {
 public:
  // `anonymous` are the rights of callers without credentials; none unless the operator
  // wants it so. The store outlives the directory. Where other servers write to the store, too,
  // the directory follows them: it reads the store again when they have written what rights rest
  // on.
  enum class Writers { kThisServer, kOthersToo };
  explicit Directory(storage::Store& store, Rights anonymous = {},
                     Writers writers = Writers::kThisServer);
  // Waits for a Refresh that is running. No other call may be.
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  // Reads the store and waits for it, at the start: before it, no token and no grant is
  // known. The store's error.
  absl::Status Load();

  // Reads the store again, then calls `done` once, on a thread of the store's. From
  // then on every look-up counts in what was committed before the call. On an error of
  // the store the old snapshot stays.
  void Refresh(std::function<void(absl::Status)> done);

  // Calls `done` once the directory counts in that revision, which this server wrote and which
  // changed rights; as Refresh otherwise.
  void CountIn(int64_t revision, std::function<void(absl::Status)> done);

  // Whether others may have changed what it says of a caller since it last heard of them: then
  // only Confirm says what is so now.
  bool follows() const { return writers_ == Writers::kOthersToo; }
  // Calls `done` once, on a thread of the store's: OK when every look-up from then on counts in
  // whatever any server had answered before this call. All who ask meanwhile share one read of the
  // store. The store's error when it cannot be asked: then nobody knows what callers may do.
  void Confirm(std::function<void(absl::Status)> done);

  // The caller with that token. UNAUTHENTICATED when it is damaged, of another server,
  // unknown, has another secret, was revoked, has expired, or is of another kind than it is
  // shown as; the message says which, for the log and not for the caller. A session is shown
  // as a bearer token.
  // That the token was used is noted, and puts a session off.
  absl::StatusOr<Identity> Identify(std::string_view secret, absl::Time now,
                                    v1::AccessTokenKind shown_as = v1::ACCESS_TOKEN_KIND_BEARER);
  // The caller of that name: one that a certificate names, or the server's own. Without
  // rights when nothing is granted to it.
  Identity OfPrincipal(std::string_view name) const;
  // The same caller with its present rights, for calls that last. UNAUTHENTICATED as by
  // Identify when the token is no longer valid.
  absl::StatusOr<Identity> Renew(const Identity& identity, absl::Time now) const;

  // Notes that the token of that name is in use, as by a stream that is open; not of one that
  // has ended.
  void NoteUse(std::string_view token, absl::Time now);

  // When tokens were used.
  TokenUses& token_uses() { return token_uses_; }

  // Called whenever rights may have changed, on a thread of the store's, when the new
  // ones are in force and before the write that changed them is answered. Must be
  // short, and must not add or remove listeners.
  using Listener = std::function<void()>;
  int AddListener(Listener listener);
  // The listener is not called any more once this returns.
  void RemoveListener(int id);

 private:
  using Done = std::function<void(absl::Status)>;

  std::shared_ptr<const Book> book() const;
  absl::StatusOr<Identity> OfToken(const Book& book, std::string_view id, const Book::Token& token,
                                   absl::Time now) const;
  std::shared_ptr<const Rights> RightsOf(const Book& book, std::string_view principal) const;
  // When the token ends; a session that was put off, then.
  absl::Time EndOf(std::string_view name, const Book::Token& token) const;
  void NoteUse(std::string_view name, const Book::Token& token, absl::Time now);
  void StartReading();
  void Take(absl::StatusOr<std::shared_ptr<const Book>> book, const std::vector<Done>& served,
            int64_t counted);
  // Of a directory that follows.
  void HearOf(const storage::NewRevisions& revisions);
  void StartAsking();
  // Calls it once all up to that revision is counted in.
  void Await(int64_t revision, Done done);
  // Whether a reading lacks that nobody has asked for.
  bool LacksReading() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return counted_ < changed_ && !reading_;
  }
  // Takes out those who wait for what is counted in by now.
  std::vector<Done> TakeServed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Reads because of others, on nobody's behalf.
  void ReadForOthers();

  storage::Store& store_;
  const Writers writers_;
  const std::string store_part_;
  const std::shared_ptr<const Rights> anonymous_;
  TokenUses token_uses_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Book> book_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mutex_);  // for a reading that has not begun
  // Of a directory that follows: the newest revision that it was told of, the newest of those that
  // wrote what rights rest on, and up to which the book counts in all.
  int64_t told_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t changed_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t counted_ ABSL_GUARDED_BY(mutex_) = 0;
  struct Awaiting {
    int64_t revision;
    Done done;
  };
  std::vector<Awaiting> awaiting_ ABSL_GUARDED_BY(mutex_);
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Done> unasked_ ABSL_GUARDED_BY(mutex_);  // for a question that is not put yet
  int follows_by_ = 0;                                 // the listener's number
  absl::Mutex listeners_mutex_;
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
};

}  // namespace taqvim::access
