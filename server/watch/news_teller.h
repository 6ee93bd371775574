// Tells the streams what is new, and keeps their time.
#pragma once

#include <atomic>
#include <thread>

#include "absl/status/status.h"
#include "server/watch/hub_options.h"
#include "server/watch/ledger.h"
#include "server/watch/publisher.h"
#include "server/watch/streams.h"
#include "server/watch/view.h"
#include "server/watch/wakeup.h"
#include "storage/store.h"

namespace taqvim::watch {

// `NewsTeller`: the thread that reads each revision of the log once, puts it into words
// once for each audience, and has it told; that looks at the streams' timers, and asks
// them for their rights where these may have changed.
//
// The hub's. Everything but Wake and Stop runs on the thread, which holds no state between
// two rounds: where it goes on is the streams' to say.
class NewsTeller {
 public:
  NewsTeller(storage::Store& store, Streams& streams, const HubOptions& options,
             const Tokens& tokens, const Ledger& ledger);
  ~NewsTeller() { Stop(); }
  NewsTeller(const NewsTeller&) = delete;
  NewsTeller& operator=(const NewsTeller&) = delete;

  // That there is something to tell or to look at. Thread-safe.
  void Wake() { wakeup_.Wake(); }
  // Ends the thread, once what it is at is done.
  void Stop();

 private:
  void Loop();
  // False when there is nothing new.
  bool Tell();
  absl::Status PutIntoWords(const storage::LogPage& page, News& news) const;

  storage::Store& store_;
  Streams& streams_;
  const HubOptions& options_;
  const Tokens& tokens_;
  const Ledger& ledger_;
  std::atomic<bool> stopping_ = false;
  Wakeup wakeup_;
  std::thread thread_;
};

}  // namespace taqvim::watch
