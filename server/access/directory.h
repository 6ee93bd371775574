// Who is who, and who may do what: grants and tokens, in memory.
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
#include "storage/store.h"

namespace taqvim::access {

// Who calls, and what they may do.
struct Identity {
  std::string principal;
  // Never null.
  std::shared_ptr<const Rights> rights;
  // Of whom a token identified: its resource name, and when it ends.
  std::string token;
  absl::Time expires = absl::InfiniteFuture();
};

// The principals of one store. Thread-safe. What is asked for a call takes about
// a microsecond, touches no disk, and waits for nobody: a snapshot that is never
// changed is taken from under a lock that is held for nothing else.
class Directory {
 public:
  // `anonymous` are the rights of whoever does not say who it is; none unless the
  // operator wants it so. The store outlives the directory.
  explicit Directory(storage::Store& store, Rights anonymous = {});
  // Waits for a reading that is under way. No call may be.
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  // Reads the store and waits; nobody is known before. For the start.
  absl::Status Load();

  // Reads the store again, then calls `done` once, on a store's thread: from then
  // on every answer counts in what was committed before the call of Refresh.
  // An error of the store's leaves everything as it was.
  void Refresh(std::function<void(absl::Status)> done);

  // Who sends that token. UNAUTHENTICATED with a sentence that says why not, for
  // the log and not for the caller: damaged, of another server, unknown, with
  // another secret, revoked, expired.
  absl::StatusOr<Identity> Identify(std::string_view secret, absl::Time now) const;
  // Anyone by name: whom a certificate names, or the server's own; without
  // rights when nothing is granted.
  Identity OfPrincipal(std::string_view name) const;
  // The same caller with the rights of today. UNAUTHENTICATED as by Identify when
  // the token counts no longer. For what goes on for long.
  absl::StatusOr<Identity> Renew(const Identity& identity, absl::Time now) const;

  // Called on a store's thread, whenever rights may have changed, after the new
  // ones count and before the write that changed them is answered. Keep it short
  // and do not add or remove listeners in it.
  using Listener = std::function<void()>;
  int AddListener(Listener listener);
  // It is not called any more once this returns.
  void RemoveListener(int id);

 private:
  using Done = std::function<void(absl::Status)>;

  std::shared_ptr<const Book> book() const;
  absl::StatusOr<Identity> OfToken(const Book& book, std::string_view id, const Book::Token& token,
                                   absl::Time now) const;
  std::shared_ptr<const Rights> RightsOf(const Book& book, std::string_view principal) const;
  void StartReading();
  void Take(absl::StatusOr<std::shared_ptr<const Book>> book, const std::vector<Done>& served);

  storage::Store& store_;
  const std::string store_part_;
  const std::shared_ptr<const Rights> anonymous_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Book> book_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mutex_);  // for a reading that has not begun
  absl::Mutex listeners_mutex_;
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
};

}  // namespace taqvim::access
