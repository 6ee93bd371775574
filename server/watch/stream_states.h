// Where each stream of a hub is, and what is next for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/watch/audience.h"
#include "server/watch/chunk.h"
#include "server/watch/hub_options.h"
#include "server/watch/hub_statistics.h"
#include "server/watch/interest.h"
#include "server/watch/ledger.h"
#include "server/watch/stream.h"
#include "server/watch/timer_wheel.h"
#include "server/watch/view.h"
#include "storage/revision.h"

namespace taqvim::watch {

// How a stream begins.
struct StreamStart {
  Interest interest;
  // The revision to go on after; none: from now on.
  std::optional<storage::Revision> after;
  // Not with `after`.
  bool snapshot = false;
  absl::Duration progress_interval;
};

// What is to be done with a stream, once the lock of the streams is free.
struct Step {
  enum class Kind { kNothing, kWrite, kRead, kFinish } kind = Kind::kNothing;
  Chunk chunk;
  absl::Status status;
};

// What a stream that is behind is to be given from the log.
struct Behind {
  std::shared_ptr<Audience> audience;
  storage::Revision position;
  Inside inside;
  bool trusted = false;
  bool with_token = false;
};

// `StreamStates`: the state of each stream between two responses (Stream::Phase), its
// audience and position, and its timer. It decides what is next for a stream, by what the
// audience's ring holds and how long the stream was silent, and leaves doing it to others.
//
// One of Streams, under its lock; not thread-safe, and calls no stream.
class StreamStates {
 public:
  // `behind` is called with a stream that has to be given pages of the log, under the lock.
  StreamStates(const HubOptions& options, const Tokens& tokens, const Ledger& ledger,
               std::function<void(Stream&)> behind);

  // A stream comes, and is in an audience from then on; `newest` counts as told where
  // nobody was told anything. Next must follow, or End.
  void Begin(Stream& stream, const StreamStart& start, const storage::Revision& newest);
  // It has left.
  void Leave(Stream& stream);

  // Which step is next for a stream that has nothing to wait for.
  Step Next(Stream& stream);
  // A response with that.
  Step Write(Stream& stream, Chunk chunk);
  Step End(Stream& stream, const absl::Status& status);
  // What the stream was given to write is written; or, not ok, will never be.
  Step Written(Stream& stream, bool ok);

  // Where a stream is that waits for the log; none when it no longer does.
  std::optional<Behind> WhereBehind(const Stream& stream) const;
  // What it is given of the log; `later` when it has to be asked for again, as the rights
  // of the stream's caller are to be looked at before.
  Step Advance(Stream& stream, Chunk chunk, bool later);

  // The snapshot with which a stream begins, for whoever reads a page of it after a step
  // of kRead; and that the page is read.
  static SnapshotReader& SnapshotOf(Stream& stream) { return *stream.snapshot_; }
  static const View& ViewOf(const Stream& stream) { return stream.audience_->view; }
  Step SnapshotRead(Stream& stream, const absl::Status& status);
  // Whether no page is being read, or about to be.
  bool reads_nothing() const { return readings_ == 0; }

  // What is next for the streams whose time has come; a finished one that did not take
  // its end is to be cancelled.
  struct Overdue {
    StreamRef stream;
    Step step;
    bool cancel = false;
  };
  std::vector<Overdue> LookAtTimers();
  // Counts the stream in, with how far it is behind the newest revision.
  void Count(const Stream& stream, const storage::Revision& newest,
             HubStatistics& statistics) const;
  // When to look next.
  absl::Duration NextTick() const { return wheel_.NextTick(); }

  // What follows is Publisher's. Whether the stream has been given more than that.
  static bool IsAfter(const Stream& stream, const storage::Revision& revision) {
    return stream.position_.number > revision.number;
  }
  // Takes out the streams that have all but wait for the end of their snapshot.
  std::vector<Stream*> TakeBeforeMark() { return before_mark_.TakeAll(); }
  Audiences& audiences() { return audiences_; }
  const Audiences& audiences() const { return audiences_; }
  // Up to where all was told to the audiences. Means nothing without any.
  const storage::Revision& told() const { return told_; }
  void set_told(const storage::Revision& revision) { told_ = revision; }

 private:
  Step Mark(Stream& stream);
  Step Progress(Stream& stream);
  bool SilentForLong(const Stream& stream) const;
  static bool AtMark(const Stream& stream);
  void Wait(Stream& stream);
  void FallBehind(Stream& stream);
  void SetTimer(Stream& stream);
  Step LookAt(Stream& stream, absl::Duration now);

  const HubOptions& options_;
  const Tokens& tokens_;
  const Ledger& ledger_;
  const std::function<void(Stream&)> behind_;
  Audiences audiences_;
  storage::Revision told_;
  StreamList before_mark_;
  TimerWheel wheel_;
  int readings_ = 0;
};

}  // namespace taqvim::watch
