// Reads the log for streams that are behind what is in memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/watch/audience.h"
#include "server/watch/chunk.h"
#include "server/watch/hub_options.h"
#include "server/watch/ledger.h"
#include "server/watch/pages.h"
#include "server/watch/stream.h"
#include "server/watch/streams.h"
#include "server/watch/view.h"
#include "server/watch/wakeup.h"
#include "storage/store.h"

namespace taqvim::watch {

// `BehindReader`: the thread that gives streams pages of the log, one at a time for each,
// in turn, until they meet what is in memory. Streams at about the same place share pages,
// and while nobody waits it reads the next one ahead. What else reads the log for
// long runs between them.
//
// The hub's. Who waits is under a lock of its own, which may be taken under that of the
// streams; the pages are the thread's alone.
class BehindReader {
 public:
  BehindReader(storage::Store& store, Streams& streams, const HubOptions& options,
               const Tokens& tokens, const Ledger& ledger);
  ~BehindReader() { Stop(); }
  BehindReader(const BehindReader&) = delete;
  BehindReader& operator=(const BehindReader&) = delete;

  // A stream waits for a page. Thread-safe; calls nobody.
  void Add(Stream& stream);
  // Runs the task on the thread; false when too many wait. Thread-safe.
  bool Run(absl::AnyInvocable<void()> task);
  // Ends the thread, once what it is at is done.
  void Stop();

 private:
  // Where in the log an audience goes on.
  struct Place {
    std::shared_ptr<Audience> audience;
    storage::Revision after;
    Inside inside;
  };

  void Loop();
  void CatchUp(Stream& stream);
  absl::StatusOr<Chunk> ReadFor(const Behind& behind);
  absl::StatusOr<Page> ReadPage(const Place& place);
  // A page that is a part of that revision.
  absl::StatusOr<Page> ReadPart(const Place& place, const storage::LogEntry& revision);
  // False when there is nothing ahead.
  bool ReadAhead();

  storage::Store& store_;
  Streams& streams_;
  const HubOptions& options_;
  const Tokens& tokens_;
  const Ledger& ledger_;

  absl::Mutex mutex_;
  std::deque<StreamRef> waiting_ ABSL_GUARDED_BY(mutex_);
  std::deque<absl::AnyInvocable<void()>> tasks_ ABSL_GUARDED_BY(mutex_);

  // The thread's. Which page will be asked for next.
  Pages pages_;
  Place ahead_;

  std::atomic<bool> stopping_ = false;
  Wakeup wakeup_;
  std::thread thread_;
};

}  // namespace taqvim::watch
