// Keeper of when access tokens were used: writes down now and then the last days, and until
// when sessions are put off by it.
#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/rpc/limits/open_streams.h"
#include "server/rpc/log/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// Every interval it writes what was noted since, in revisions by `system` of up to 1,000
// tokens; none where no token was used for the first time on a day, or session put off, which
// each is once an hour at most. A stream that is open uses its token all the time. What is
// noted when the server stops is forgotten.
class TokenUseKeeper {
 public:
  static constexpr absl::Duration kInterval = absl::Minutes(10);

  // All outlive it.
  TokenUseKeeper(storage::Store& store, access::Directory& directory, const OpenStreams& streams,
                 const Log& log);
  ~TokenUseKeeper();
  TokenUseKeeper(const TokenUseKeeper&) = delete;
  TokenUseKeeper& operator=(const TokenUseKeeper&) = delete;

  // Writes it now, and waits for that. What could not be written is kept for the next time;
  // the store's error.
  absl::Status KeepNow();

 private:
  void Run();

  storage::Store& store_;
  access::Directory& directory_;
  const OpenStreams& streams_;
  const Log& log_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace taqvim::rpc
