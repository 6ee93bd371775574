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

// The principals of one store, as a snapshot (a Book) that Refresh replaces.
// Thread-safe. A look-up takes about a microsecond and touches no disk; its lock is
// held only to copy a pointer.
class Directory {
 public:
  // `anonymous` are the rights of callers without credentials; none unless the operator
  // wants it so. The store outlives the directory.
  explicit Directory(storage::Store& store, Rights anonymous = {});
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
  void Take(absl::StatusOr<std::shared_ptr<const Book>> book, const std::vector<Done>& served);

  storage::Store& store_;
  const std::string store_part_;
  const std::shared_ptr<const Rights> anonymous_;
  TokenUses token_uses_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Book> book_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mutex_);  // for a reading that has not begun
  absl::Mutex listeners_mutex_;
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
};

}  // namespace taqvim::access
