#include "server/watch/stream_states.h"

#include <algorithm>
#include <utility>

#include "server/base/errors.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {

StreamStates::StreamStates(const HubOptions& options, const Tokens& tokens, const Ledger& ledger,
                           std::function<void(Stream&)> behind)
    : options_(options),
      tokens_(tokens),
      ledger_(ledger),
      behind_(std::move(behind)),
      wheel_(options.tick) {}

void StreamStates::Begin(Stream& stream, const StreamStart& start,
                         const storage::Revision& newest) {
  if (audiences_.empty()) told_ = newest;
  stream.audience_ = audiences_.Join(start.interest, told_.number);
  stream.position_ = start.after.value_or(told_);
  stream.trusted_ = stream.position_ == told_;
  stream.progress_interval_ = start.progress_interval;
  stream.last_sent_ = options_.steady();
  if (start.snapshot) stream.snapshot_ = std::make_unique<SnapshotReader>();
  SetTimer(stream);
}

void StreamStates::Leave(Stream& stream) {
  stream.phase_ = Stream::Phase::kFinished;
  StreamList::Remove(stream);
  wheel_.Remove(stream);
  audiences_.Leave(*stream.audience_);
}

Step StreamStates::Next(Stream& stream) {
  if (stream.phase_ == Stream::Phase::kFinished) return {};
  if (stream.snapshot_ != nullptr && !stream.snapshot_->complete()) {
    stream.phase_ = Stream::Phase::kReading;
    ++readings_;
    return {.kind = Step::Kind::kRead};
  }
  // Nothing comes between the parts of a revision.
  if (stream.inside_ != Inside()) {
    FallBehind(stream);
    return {};
  }
  if (AtMark(stream)) return Mark(stream);
  const Ring& ring = stream.audience_->ring;
  if (!stream.trusted_ || stream.position_.number < ring.from()) {
    FallBehind(stream);
    return {};
  }
  Chunk chunk = ring.After(stream.position_.number, options_.ResponseBytes(ledger_.bytes()),
                           !stream.snapshot_);
  if (!chunk.empty()) return Write(stream, std::move(chunk));
  // A token of a write that is yet to be told may be ahead.
  if (stream.position_.number < told_.number) stream.position_ = told_;
  if (AtMark(stream)) return Mark(stream);
  if (SilentForLong(stream)) return Progress(stream);
  Wait(stream);
  return {};
}

Step StreamStates::Write(Stream& stream, Chunk chunk) {
  StreamList::Remove(stream);
  stream.phase_ = Stream::Phase::kWriting;
  stream.greeted_ = true;
  stream.last_sent_ = options_.steady();
  stream.position_ = chunk.upto;
  stream.inside_ = chunk.inside;
  return {.kind = Step::Kind::kWrite, .chunk = std::move(chunk)};
}

Step StreamStates::Mark(Stream& stream) {
  stream.snapshot_.reset();
  return Write(stream, {.fields = {CompleteField(), TokenField(tokens_(stream.position_))},
                        .upto = stream.position_});
}

Step StreamStates::Progress(Stream& stream) {
  Chunk chunk{.upto = stream.position_};
  if (stream.snapshot_ == nullptr) chunk.fields = {TokenField(tokens_(stream.position_))};
  return Write(stream, std::move(chunk));
}

Step StreamStates::End(Stream& stream, const absl::Status& status) {
  if (stream.phase_ == Stream::Phase::kFinished) return {};
  stream.phase_ = Stream::Phase::kFinished;
  stream.last_sent_ = options_.steady();
  StreamList::Remove(stream);
  SetTimer(stream);
  return {.kind = Step::Kind::kFinish, .status = status};
}

Step StreamStates::Written(Stream& stream, bool ok) {
  if (stream.phase_ != Stream::Phase::kWriting) return {};
  return ok ? Next(stream) : End(stream, schedule::Cancelled());
}

std::optional<Behind> StreamStates::WhereBehind(const Stream& stream) const {
  if (stream.phase_ != Stream::Phase::kBehind) return std::nullopt;
  return Behind{.audience = stream.audience_,
                .position = stream.position_,
                .inside = stream.inside_,
                .trusted = stream.trusted_,
                .with_token = stream.snapshot_ == nullptr};
}

Step StreamStates::Advance(Stream& stream, Chunk chunk, bool later) {
  stream.trusted_ = true;
  if (later) {
    FallBehind(stream);
    return {};
  }
  if (!chunk.empty()) return Write(stream, std::move(chunk));
  // Empty, it ends with a revision and never inside one.
  stream.position_ = chunk.upto;
  stream.inside_ = chunk.inside;
  if (stream.position_.number >= stream.audience_->ring.from()) return Next(stream);
  if (SilentForLong(stream)) return Progress(stream);
  FallBehind(stream);
  return {};
}

Step StreamStates::SnapshotRead(Stream& stream, const absl::Status& status) {
  --readings_;
  if (stream.phase_ == Stream::Phase::kFinished) return {};
  std::string page = stream.snapshot_->TakePage();
  if (!status.ok()) return End(stream, status);
  if (page.empty()) return Next(stream);
  return Write(stream, {.fields = {ledger_.Enter(std::move(page))}, .upto = stream.position_});
}

bool StreamStates::SilentForLong(const Stream& stream) const {
  if (!stream.greeted_ && stream.snapshot_ == nullptr) return true;
  return options_.steady() - stream.last_sent_ >= stream.progress_interval_;
}

bool StreamStates::AtMark(const Stream& stream) {
  return stream.snapshot_ != nullptr && stream.snapshot_->complete() &&
         stream.position_.number >= stream.snapshot_->newest();
}

void StreamStates::Wait(Stream& stream) {
  stream.phase_ = Stream::Phase::kIdle;
  (stream.snapshot_ ? before_mark_ : stream.audience_->idle).Add(stream);
}

void StreamStates::FallBehind(Stream& stream) {
  StreamList::Remove(stream);
  stream.phase_ = Stream::Phase::kBehind;
  behind_(stream);
}

void StreamStates::Count(const Stream& stream, const storage::Revision& newest,
                         HubStatistics& statistics) const {
  using Phase = Stream::Phase;
  const Phase phase = stream.phase_;
  statistics.current += phase == Phase::kIdle ? 1 : 0;
  statistics.sending += phase == Phase::kWriting ? 1 : 0;
  statistics.reading += phase == Phase::kReading ? 1 : 0;
  statistics.behind += phase == Phase::kBehind ? 1 : 0;
  statistics.ending += phase == Phase::kFinished ? 1 : 0;
  if (phase == Phase::kFinished) return;
  // Where nothing matched, a stream that waits is not moved on each time.
  const int64_t given = phase == Phase::kIdle ? std::max(stream.position_.number, told_.number)
                                              : stream.position_.number;
  statistics.lag_revisions = std::max(statistics.lag_revisions, newest.number - given);
}

// A stream is looked at when it would be silent for too long, or taken nothing for
// too long: not each time that something is written, but at the latest time at
// which that can be the case.
void StreamStates::SetTimer(Stream& stream) {
  const absl::Duration now = options_.steady();
  absl::Duration wait = std::min(stream.progress_interval_, options_.stall);
  if (stream.phase_ == Stream::Phase::kFinished) wait = options_.grace;
  const absl::Duration at = stream.last_sent_ + wait;
  wheel_.Set(stream, at > now ? at : now + wait);
}

std::vector<StreamStates::Overdue> StreamStates::LookAtTimers() {
  std::vector<Overdue> overdue;
  const absl::Duration now = options_.steady();
  for (Timer* timer : wheel_.Advance(now)) {
    Stream& stream = static_cast<Stream&>(*timer);
    Step step = LookAt(stream, now);
    const bool nothing = step.kind == Step::Kind::kNothing;
    const bool cancel = nothing && stream.phase_ == Stream::Phase::kFinished;
    SetTimer(stream);
    if (!nothing || cancel) overdue.push_back({StreamRef(stream), std::move(step), cancel});
  }
  return overdue;
}

Step StreamStates::LookAt(Stream& stream, absl::Duration now) {
  const bool stalled = now - stream.last_sent_ >= options_.stall;
  switch (stream.phase_) {
    case Stream::Phase::kWriting:
      return stalled ? End(stream, ReaderStalled(options_.stall)) : Step();
    case Stream::Phase::kIdle:
      if (stream.position_.number < told_.number) stream.position_ = told_;
      return SilentForLong(stream) ? Progress(stream) : Step();
    default:
      return {};
  }
}

}  // namespace taqvim::watch
