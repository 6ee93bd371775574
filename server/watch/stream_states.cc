#include "server/watch/hub.h"

#include <algorithm>
#include <utility>

#include "server/base/errors.h"

namespace taqvim::watch {
namespace {

constexpr absl::Duration kRetryAfterOverload = absl::Seconds(5);

}  // namespace

Hub::Hub(storage::Store& store, Tokens tokens, HubOptions options)
    : store_(store),
      tokens_(std::move(tokens)),
      options_(std::move(options)),
      wheel_(options_.tick) {
  store_.OnNewRevision([this](const storage::Revision&) {
    if (watched_) news_.Wake();
  });
  news_thread_ = std::thread([this] { NewsLoop(); });
  work_thread_ = std::thread([this] { BehindLoop(); });
}

Hub::~Hub() {
  store_.OnNewRevision(nullptr);
  stopping_ = true;
  news_.Wake();
  work_.Wake();
  news_thread_.join();
  work_thread_.join();
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](int* readings) { return *readings == 0; }, &readings_));
}

void Hub::Join(Stream& stream, const StreamStart& start) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (audiences_.empty()) upto_ = store_.newest_revision();
    stream.audience_ = audiences_.Join(start.interest, upto_.number);
    stream.position_ = start.after.value_or(upto_);
    stream.trusted_ = stream.position_ == upto_;
    stream.progress_interval_ = start.progress_interval;
    stream.last_sent_ = options_.steady();
    if (start.snapshot) stream.snapshot_ = std::make_unique<SnapshotReader>();
    streams_.insert(&stream);
    SetTimer(stream);
    if (!closed_.ok()) {
      step = EndStep(stream, closed_);
    } else if (streams_.size() > static_cast<size_t>(options_.max_streams)) {
      step = EndStep(stream, schedule::Overloaded(kRetryAfterOverload));
    } else {
      step = Next(stream);
    }
  }
  // Its timer and what was written meanwhile.
  if (!watched_.exchange(true)) news_.Wake();
  Do(stream, step);
}

void Hub::Written(Stream& stream, bool ok) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (stream.phase_ != Stream::Phase::kWriting) return;
    step = ok ? Next(stream) : EndStep(stream, schedule::Cancelled());
  }
  Do(stream, step);
}

void Hub::End(Stream& stream, const absl::Status& status) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (streams_.contains(&stream)) step = EndStep(stream, status);
  }
  Do(stream, step);
}

void Hub::Left(Stream& stream) {
  absl::MutexLock lock(&mutex_);
  if (streams_.erase(&stream) == 0) return;
  stream.phase_ = Stream::Phase::kFinished;
  StreamList::Remove(stream);
  wheel_.Remove(stream);
  audiences_.Leave(*stream.audience_);
  if (streams_.empty()) watched_ = false;
}

void Hub::RightsMayHaveChanged() {
  ++rights_changes_;
  news_.Wake();
}

void Hub::Close(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = status;
  }
  EndAll(status);
}

std::vector<StreamRef> Hub::AllStreams() {
  absl::MutexLock lock(&mutex_);
  std::vector<StreamRef> all;
  all.reserve(streams_.size());
  for (Stream* stream : streams_) all.emplace_back(*stream);
  return all;
}

void Hub::EndAll(const absl::Status& status) {
  for (const StreamRef& stream : AllStreams()) End(*stream, status);
}

void Hub::CheckRights() {
  const int64_t changes = rights_changes_;
  for (const StreamRef& stream : AllStreams()) {
    const absl::Status status = stream->CheckRights();
    if (!status.ok()) End(*stream, status);
  }
  rights_checked_ = changes;
}

Hub::Step Hub::Next(Stream& stream) {
  if (stream.phase_ == Stream::Phase::kFinished) return {};
  if (stream.snapshot_ != nullptr && !stream.snapshot_->complete()) {
    stream.phase_ = Stream::Phase::kReading;
    ++readings_;
    return {.kind = Step::Kind::kRead};
  }
  if (AtMark(stream)) return MarkStep(stream);
  const Ring& ring = stream.audience_->ring;
  if (!stream.trusted_ || stream.position_.number < ring.from()) {
    FallBehind(stream);
    return {};
  }
  Chunk chunk = ring.After(stream.position_.number, ChunkBytes(), !stream.snapshot_);
  if (!chunk.empty()) return WriteStep(stream, std::move(chunk));
  // A token of a write that is yet to be told may be ahead.
  if (stream.position_.number < upto_.number) stream.position_ = upto_;
  if (AtMark(stream)) return MarkStep(stream);
  if (SilentForLong(stream)) return ProgressStep(stream);
  Wait(stream);
  return {};
}

Hub::Step Hub::WriteStep(Stream& stream, Chunk chunk) {
  StreamList::Remove(stream);
  stream.phase_ = Stream::Phase::kWriting;
  stream.greeted_ = true;
  stream.last_sent_ = options_.steady();
  stream.position_ = chunk.upto;
  return {.kind = Step::Kind::kWrite, .chunk = std::move(chunk)};
}

Hub::Step Hub::MarkStep(Stream& stream) {
  stream.snapshot_.reset();
  return WriteStep(stream, {.fields = {CompleteField(), TokenField(tokens_(stream.position_))},
                            .upto = stream.position_});
}

Hub::Step Hub::ProgressStep(Stream& stream) {
  Chunk chunk{.upto = stream.position_};
  if (stream.snapshot_ == nullptr) chunk.fields = {TokenField(tokens_(stream.position_))};
  return WriteStep(stream, std::move(chunk));
}

Hub::Step Hub::EndStep(Stream& stream, const absl::Status& status) {
  if (stream.phase_ == Stream::Phase::kFinished) return {};
  stream.phase_ = Stream::Phase::kFinished;
  stream.last_sent_ = options_.steady();
  StreamList::Remove(stream);
  SetTimer(stream);
  return {.kind = Step::Kind::kFinish, .status = status};
}

bool Hub::SilentForLong(const Stream& stream) const {
  if (!stream.greeted_ && stream.snapshot_ == nullptr) return true;
  return options_.steady() - stream.last_sent_ >= stream.progress_interval_;
}

bool Hub::AtMark(const Stream& stream) const {
  return stream.snapshot_ != nullptr && stream.snapshot_->complete() &&
         stream.position_.number >= stream.snapshot_->newest();
}

void Hub::Wait(Stream& stream) {
  stream.phase_ = Stream::Phase::kIdle;
  (stream.snapshot_ ? before_mark_ : stream.audience_->idle).Add(stream);
}

void Hub::FallBehind(Stream& stream) {
  StreamList::Remove(stream);
  stream.phase_ = Stream::Phase::kBehind;
  behind_.emplace_back(stream);
  work_.Wake();
}

// A stream is looked at when it would be silent for too long, or taken nothing for
// too long: not each time that something is written, but at the latest time at
// which that can be the case.
void Hub::SetTimer(Stream& stream) {
  const absl::Duration now = options_.steady();
  absl::Duration wait = std::min(stream.progress_interval_, options_.stall);
  if (stream.phase_ == Stream::Phase::kFinished) wait = options_.grace;
  const absl::Duration at = stream.last_sent_ + wait;
  wheel_.Set(stream, at > now ? at : now + wait);
}

void Hub::Do(Stream& stream, const Step& step) {
  switch (step.kind) {
    case Step::Kind::kNothing:
      return;
    case Step::Kind::kWrite:
      return stream.Write(step.chunk.ToBuffer());
    case Step::Kind::kRead:
      return ReadSnapshot(stream);
    case Step::Kind::kFinish:
      return stream.Finish(step.status);
  }
}

void Hub::Do(const std::vector<Delivery>& deliveries) {
  for (const Delivery& delivery : deliveries) {
    if (delivery.step.kind == Step::Kind::kWrite) {
      const grpc::ByteBuffer response = delivery.step.chunk.ToBuffer();
      for (const StreamRef& stream : delivery.streams) stream->Write(response);
    } else {
      for (const StreamRef& stream : delivery.streams) Do(*stream, delivery.step);
    }
  }
}

}  // namespace taqvim::watch
