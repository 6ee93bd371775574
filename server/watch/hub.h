// Fan-out of the store's change log to many streams.
//
// Each revision is read from the log once and put into words once for all
// streams of an audience, by one thread (NewsTeller); streams that have all are given it
// at once, those that are busy take what gathered when they are done. A stream that
// falls behind what is in memory reads the log, on another thread (BehindReader), in
// bounded pages, until it meets what is in memory again. Whoever writes to the store does
// nothing for it but wake a thread.
#pragma once

#include <cstddef>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "server/watch/behind_reader.h"
#include "server/watch/hub_options.h"
#include "server/watch/hub_statistics.h"
#include "server/watch/ledger.h"
#include "server/watch/news_teller.h"
#include "server/watch/stream.h"
#include "server/watch/stream_states.h"
#include "server/watch/streams.h"
#include "server/watch/view.h"
#include "storage/store.h"

namespace taqvim::watch {

// `Hub`: the streams of a server, the two threads that serve them, and what these share.
// The server's; thread-safe.
class Hub {
 public:
  // The store outlives the hub.
  Hub(storage::Store& store, Tokens tokens, HubOptions options);
  // All streams must have left.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // Takes a stream in, and finishes it with an error where it cannot be served.
  // Left must follow in any case.
  void Join(Stream& stream, const StreamStart& start) { streams_.Join(stream, start); }
  // What the stream was given to write is written; or, not ok, will never be.
  void Written(Stream& stream, bool ok) { streams_.Written(stream, ok); }
  // Ends a stream: nothing more is written, and it is finished.
  void End(Stream& stream, const absl::Status& status) { streams_.End(stream, status); }
  // The stream is over; the hub forgets it.
  void Left(Stream& stream) { streams_.Left(stream); }

  // Asks every stream whether its caller's rights are still the same, soon and on
  // a thread of the hub's.
  void RightsMayHaveChanged();
  // Runs that on the thread that reads the log for streams that are behind; false
  // when too much waits there already.
  bool RunWhereLogIsRead(absl::AnyInvocable<void()> task) { return behind_.Run(std::move(task)); }
  // Ends all streams with that, and those that come later.
  void Close(const absl::Status& status) { streams_.Close(status); }

  // How much is in memory of what is told: for readers that are busy, in responses
  // that their readers have not taken, and of pages that were read last.
  size_t held_bytes() const { return ledger_.bytes(); }
  // How the streams are doing. Looks at each under the lock that streams share with those who
  // tell them, which no writer takes.
  HubStatistics statistics();

 private:
  storage::Store& store_;
  const Tokens tokens_;
  const HubOptions options_;
  const Ledger ledger_;
  Streams streams_;
  NewsTeller news_;
  BehindReader behind_;
  const int listener_;  // for what is new; it uses all of the above
};

}  // namespace taqvim::watch
