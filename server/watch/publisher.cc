#include "server/watch/publisher.h"

#include "server/watch/ring.h"

namespace taqvim::watch {

std::vector<Delivery> Publisher::Publish(News news) {
  states_.set_told(news.upto);
  std::map<int64_t, size_t> bytes;
  for (size_t i = 0; i < news.audiences.size() && !news.large; ++i) {
    news.audiences[i]->upto = news.upto.number;
    for (const Told& told : news.told[i]) bytes[told.revision.number] += told.size() + kOverhead;
    if (!news.told[i].empty()) Deliver(*news.audiences[i], std::move(news.told[i]), news.from);
  }
  for (const auto& audience : states_.audiences().All()) {
    if (audience->upto < news.upto.number) PassOver(*audience);
  }
  for (Stream* stream : states_.TakeBeforeMark()) GoOn(*stream);
  if (news.large) {
    in_rings_.clear();
    ring_bytes_ = 0;
  }
  Keep(bytes);
  return std::exchange(deliveries_, {});
}

void Publisher::Deliver(Audience& audience, std::vector<Told> told, const storage::Revision& from) {
  ChunkBuilder builder(options_.ResponseBytes(ledger_.bytes()), true);
  bool fits = true;
  for (Told& one : told) {
    fits = fits && builder.Add(one);
    audience.ring.Add(std::move(one));
  }
  Delivery delivery;
  delivery.step = {.kind = Step::Kind::kWrite, .chunk = builder.Build()};
  for (Stream* stream : audience.idle.TakeAll()) {
    if (StreamStates::IsAfter(*stream, from)) {
      GoOn(*stream);
    } else {
      states_.Write(*stream, {.upto = delivery.step.chunk.upto});
      delivery.streams.emplace_back(*stream);
    }
  }
  deliveries_.push_back(std::move(delivery));
}

void Publisher::PassOver(Audience& audience) {
  audience.upto = states_.told().number;
  audience.ring.DropUpTo(audience.upto);
  for (Stream* stream : audience.idle.TakeAll()) GoOn(*stream);
}

void Publisher::GoOn(Stream& stream) {
  Delivery delivery;
  delivery.streams.emplace_back(stream);
  delivery.step = states_.Next(stream);
  deliveries_.push_back(std::move(delivery));
}

// Forgets down to three quarters, so that it need not be done each time.
void Publisher::Keep(const std::map<int64_t, size_t>& bytes_of_revisions) {
  in_rings_.insert(in_rings_.end(), bytes_of_revisions.begin(), bytes_of_revisions.end());
  for (const auto& [revision, bytes] : bytes_of_revisions) ring_bytes_ += bytes;
  if (ring_bytes_ <= options_.ring_bytes) return;
  int64_t floor = 0;
  while (ring_bytes_ > options_.ring_bytes / 4 * 3) {
    ring_bytes_ -= in_rings_.front().second;
    floor = in_rings_.front().first;
    in_rings_.pop_front();
  }
  for (const auto& audience : states_.audiences().All()) audience->ring.DropUpTo(floor);
}

}  // namespace taqvim::watch
