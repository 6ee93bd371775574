#include "server/watch/audience.h"

#include "server/schedule/stored/resources.h"

namespace taqvim::watch {

std::shared_ptr<Audience> Audiences::Join(const Interest& interest, int64_t from) {
  Key key(schedule::ToBody(interest.filter), interest.include_before, *interest.rights);
  auto [place, added] = by_key_.try_emplace(std::move(key));
  if (added) {
    place->second = std::make_shared<Audience>(interest, from);
    places_.emplace(place->second.get(), place);
  }
  ++place->second->streams;
  return place->second;
}

void Audiences::Leave(Audience& audience) {
  if (--audience.streams > 0) return;
  auto place = places_.find(&audience);
  by_key_.erase(place->second);
  places_.erase(place);
}

std::vector<std::shared_ptr<Audience>> Audiences::All() const {
  std::vector<std::shared_ptr<Audience>> all;
  all.reserve(by_key_.size());
  for (const auto& [key, audience] : by_key_) all.push_back(audience);
  return all;
}

}  // namespace taqvim::watch
