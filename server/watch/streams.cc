#include "server/watch/streams.h"

#include <algorithm>
#include <utility>

#include "server/base/errors.h"

namespace taqvim::watch {
namespace {

constexpr absl::Duration kRetryAfterOverload = absl::Seconds(5);

}  // namespace

Streams::Streams(storage::Store& store, const HubOptions& options, const Tokens& tokens,
                 const Ledger& ledger, std::function<void()> first,
                 std::function<void(Stream&)> behind)
    : store_(store),
      options_(options),
      ledger_(ledger),
      first_(std::move(first)),
      states_(options, tokens, ledger, std::move(behind)),
      publisher_(options, ledger, states_) {}

Streams::~Streams() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&states_, &StreamStates::reads_nothing));
}

void Streams::Join(Stream& stream, const StreamStart& start) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    states_.Begin(stream, start, store_.newest_revision());
    streams_.insert(&stream);
    if (!closed_.ok()) {
      step = states_.End(stream, closed_);
    } else if (streams_.size() > static_cast<size_t>(options_.max_streams)) {
      step = states_.End(stream, schedule::Overloaded(kRetryAfterOverload));
    } else {
      step = states_.Next(stream);
    }
  }
  // Its timer and what was written meanwhile.
  if (!watched_.exchange(true)) first_();
  Do(stream, step);
}

void Streams::Written(Stream& stream, bool ok) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    step = states_.Written(stream, ok);
  }
  Do(stream, step);
}

void Streams::End(Stream& stream, const absl::Status& status) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (streams_.contains(&stream)) step = states_.End(stream, status);
  }
  Do(stream, step);
}

void Streams::Left(Stream& stream) {
  absl::MutexLock lock(&mutex_);
  if (streams_.erase(&stream) == 0) return;
  states_.Leave(stream);
  if (streams_.empty()) watched_ = false;
}

HubStatistics Streams::statistics() {
  const storage::Revision newest = store_.newest_revision();
  absl::MutexLock lock(&mutex_);
  HubStatistics statistics;
  for (const Stream* stream : streams_) states_.Count(*stream, newest, statistics);
  statistics.audiences = static_cast<int64_t>(states_.audiences().size());
  return statistics;
}

void Streams::Close(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = status;
  }
  EndAll(status);
}

std::vector<StreamRef> Streams::All() {
  absl::MutexLock lock(&mutex_);
  std::vector<StreamRef> all;
  all.reserve(streams_.size());
  for (Stream* stream : streams_) all.emplace_back(*stream);
  return all;
}

void Streams::EndAll(const absl::Status& status) {
  for (const StreamRef& stream : All()) End(*stream, status);
}

void Streams::CheckRights() {
  const int64_t changes = rights_changes_;
  for (const StreamRef& stream : All()) {
    const absl::Status status = stream->CheckRights();
    if (!status.ok()) End(*stream, status);
  }
  rights_checked_ = changes;
}

News Streams::Untold() {
  absl::MutexLock lock(&mutex_);
  News news;
  news.audiences = states_.audiences().All();
  news.told.resize(news.audiences.size());
  news.from = states_.told();
  return news;
}

void Streams::Publish(News news) {
  std::vector<Delivery> deliveries;
  {
    absl::MutexLock lock(&mutex_);
    if (states_.told() != news.from || RightsToCheck()) return;
    deliveries = publisher_.Publish(std::move(news));
  }
  Do(deliveries);
}

std::optional<Behind> Streams::WhereBehind(const Stream& stream) {
  absl::MutexLock lock(&mutex_);
  return states_.WhereBehind(stream);
}

void Streams::Advance(Stream& stream, absl::StatusOr<Chunk> chunk) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (!states_.WhereBehind(stream)) return;
    step = chunk.ok() ? states_.Advance(stream, *std::move(chunk), RightsToCheck())
                      : states_.End(stream, chunk.status());
  }
  Do(stream, step);
}

bool Streams::MayWant(const Audience& audience, int64_t revision) {
  absl::MutexLock lock(&mutex_);
  return audience.streams > 0 && revision < audience.ring.from();
}

void Streams::LookAtTimers() {
  std::vector<StreamStates::Overdue> overdue;
  {
    absl::MutexLock lock(&mutex_);
    overdue = states_.LookAtTimers();
  }
  for (const auto& [stream, step, cancel] : overdue) {
    cancel ? stream->Cancel() : Do(*stream, step);
  }
}

absl::Duration Streams::UntilTick() {
  absl::MutexLock lock(&mutex_);
  return std::max(states_.NextTick() - options_.steady(), absl::ZeroDuration());
}

void Streams::Do(Stream& stream, const Step& step) {
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

void Streams::Do(const std::vector<Delivery>& deliveries) {
  for (const Delivery& delivery : deliveries) {
    if (delivery.step.kind == Step::Kind::kWrite) {
      const grpc::ByteBuffer response = delivery.step.chunk.ToBuffer();
      for (const StreamRef& stream : delivery.streams) stream->Write(response);
    } else {
      for (const StreamRef& stream : delivery.streams) Do(*stream, delivery.step);
    }
  }
}

void Streams::ReadSnapshot(Stream& stream) {
  const StreamRef kept(stream);
  auto read = [this, kept](storage::Snapshot& snapshot) {
    return StreamStates::SnapshotOf(*kept).ReadPage(snapshot, StreamStates::ViewOf(*kept),
                                                    options_.ResponseBytes(ledger_.bytes()));
  };
  store_.Read({}, read, [this, kept](const absl::Status& status) { SnapshotRead(*kept, status); });
}

void Streams::SnapshotRead(Stream& stream, const absl::Status& status) {
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    step = states_.SnapshotRead(stream, status);
  }
  Do(stream, step);
}

}  // namespace taqvim::watch
