// The hub's thread that tells what is new, and keeps the time.
#include <algorithm>
#include <map>
#include <utility>

#include "proto/status_macros.h"
#include "server/watch/hub.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {
namespace {

// Of each transaction that reads the log.
constexpr int kMostRevisions = 500;
constexpr int64_t kMostBytes = 4 << 20;

}  // namespace

void Hub::NewsLoop() {
  while (!stopping_) {
    news_.Wait(UntilTick());
    do {
      if (RightsToCheck()) CheckRights();
    } while (!stopping_ && TellNews());
    LookAtTimers();
  }
}

absl::Duration Hub::UntilTick() {
  absl::MutexLock lock(&mutex_);
  return std::max(wheel_.NextTick() - options_.steady(), absl::ZeroDuration());
}

bool Hub::TellNews() {
  std::vector<std::shared_ptr<Audience>> audiences;
  storage::Revision from;
  {
    absl::MutexLock lock(&mutex_);
    audiences = audiences_.All();
    from = upto_;
  }
  if (audiences.empty() || store_.newest_revision().number <= from.number) return false;
  // All audiences may be told all of it.
  const auto fair = static_cast<int64_t>(options_.ring_bytes / audiences.size());
  const auto page =
      store_.ChangesAfter(from.number, kMostRevisions, std::clamp<int64_t>(fair, 1, kMostBytes));
  News news(audiences.size());
  const absl::Status status =
      page.ok() ? PutIntoWords(*page, audiences, news) : Explained(page.status(), store_);
  if (!status.ok()) {
    EndAll(status);
    return false;
  }
  std::vector<Delivery> deliveries;
  Publish(audiences, std::move(news), from, page->scanned, deliveries);
  Do(deliveries);
  return true;
}

absl::Status Hub::PutIntoWords(const storage::LogPage& page,
                               const std::vector<std::shared_ptr<Audience>>& audiences,
                               News& news) const {
  for (const storage::LogEntry& entry : page.entries) {
    const std::string token = tokens_(entry.revision);
    const grpc::Slice token_field = TokenField(token);
    EventReader reader;
    for (size_t i = 0; i < audiences.size(); ++i) {
      ASSIGN_OR_RETURN(const auto told, audiences[i]->view.Tell(entry, token, reader));
      if (told.empty()) continue;
      news[i].push_back({entry.revision, ledger_.Enter(RevisionField(told)), token_field});
    }
  }
  return absl::OkStatus();
}

void Hub::Publish(const std::vector<std::shared_ptr<Audience>>& audiences, News news,
                  const storage::Revision& from, const storage::Revision& upto,
                  std::vector<Delivery>& deliveries) {
  absl::MutexLock lock(&mutex_);
  // Everybody left meanwhile and somebody came, or somebody is to be asked first.
  if (upto_ != from || RightsToCheck()) return;
  upto_ = upto;
  std::map<int64_t, size_t> bytes;
  for (size_t i = 0; i < audiences.size(); ++i) {
    audiences[i]->upto = upto.number;
    for (const Told& told : news[i]) bytes[told.revision.number] += told.size() + kOverhead;
    if (!news[i].empty()) Deliver(*audiences[i], std::move(news[i]), from, deliveries);
  }
  for (const auto& audience : audiences_.All()) {
    if (audience->upto < upto.number) PassOver(*audience, deliveries);
  }
  for (Stream* stream : before_mark_.TakeAll()) GoOn(*stream, deliveries);
  in_rings_.insert(in_rings_.end(), bytes.begin(), bytes.end());
  for (const auto& [revision, size] : bytes) ring_bytes_ += size;
  ForgetBeyondBound();
}

void Hub::Deliver(Audience& audience, std::vector<Told> news, const storage::Revision& from,
                  std::vector<Delivery>& deliveries) {
  ChunkBuilder builder(ChunkBytes(), true);
  bool fits = true;
  for (Told& told : news) {
    fits = fits && builder.Add(told);
    audience.ring.Add(std::move(told));
  }
  Delivery delivery;
  delivery.step = {.kind = Step::Kind::kWrite, .chunk = builder.Build()};
  for (Stream* stream : audience.idle.TakeAll()) {
    if (stream->position_.number > from.number) {
      GoOn(*stream, deliveries);
    } else {
      WriteStep(*stream, {.upto = delivery.step.chunk.upto});
      delivery.streams.emplace_back(*stream);
    }
  }
  deliveries.push_back(std::move(delivery));
}

// Of an audience that came while the news were put into words.
void Hub::PassOver(Audience& audience, std::vector<Delivery>& deliveries) {
  audience.upto = upto_.number;
  audience.ring.DropUpTo(upto_.number);
  for (Stream* stream : audience.idle.TakeAll()) GoOn(*stream, deliveries);
}

void Hub::GoOn(Stream& stream, std::vector<Delivery>& deliveries) {
  Delivery& delivery = deliveries.emplace_back();
  delivery.streams.emplace_back(stream);
  delivery.step = Next(stream);
}

// Down to three quarters, so that it need not be done each time.
void Hub::ForgetBeyondBound() {
  if (ring_bytes_ <= options_.ring_bytes) return;
  int64_t floor = 0;
  while (ring_bytes_ > options_.ring_bytes / 4 * 3) {
    ring_bytes_ -= in_rings_.front().second;
    floor = in_rings_.front().first;
    in_rings_.pop_front();
  }
  for (const auto& audience : audiences_.All()) audience->ring.DropUpTo(floor);
}

void Hub::LookAtTimers() {
  std::vector<Delivery> deliveries;
  std::vector<StreamRef> cancelled;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Duration now = options_.steady();
    for (Timer* timer : wheel_.Advance(now)) {
      Stream& stream = static_cast<Stream&>(*timer);
      Step step = LookAt(stream, now);
      if (step.kind == Step::Kind::kNothing && stream.phase_ == Stream::Phase::kFinished) {
        cancelled.emplace_back(stream);
      }
      SetTimer(stream);
      if (step.kind != Step::Kind::kNothing) {
        Delivery& delivery = deliveries.emplace_back();
        delivery.streams.emplace_back(stream);
        delivery.step = std::move(step);
      }
    }
  }
  Do(deliveries);
  for (const StreamRef& stream : cancelled) stream->Cancel();
}

Hub::Step Hub::LookAt(Stream& stream, absl::Duration now) {
  const bool stalled = now - stream.last_sent_ >= options_.stall;
  switch (stream.phase_) {
    case Stream::Phase::kWriting:
      return stalled ? EndStep(stream, ReaderStalled(options_.stall)) : Step();
    case Stream::Phase::kIdle:
      if (stream.position_.number < upto_.number) stream.position_ = upto_;
      return SilentForLong(stream) ? ProgressStep(stream) : Step();
    default:
      return {};
  }
}

}  // namespace taqvim::watch
