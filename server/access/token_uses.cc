#include "server/access/token_uses.h"

#include <algorithm>
#include <utility>

namespace taqvim::access {
namespace {

// Debian's Abseil has a string_view of its own.
absl::string_view Key(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void TokenUses::Note(std::string_view token, Use use) {
  absl::MutexLock lock(&mutex_);
  const auto known = last_.find(Key(token));
  if (known == last_.end()) {
    last_.emplace(std::string(token), use);
  } else if (known->second.day < use.day || known->second.end < use.end) {
    use = {std::max(known->second.day, use.day), std::max(known->second.end, use.end)};
    known->second = use;
  } else {
    return;
  }
  news_[std::string(token)] = use;
}

absl::Time TokenUses::EndOf(std::string_view token) const {
  absl::MutexLock lock(&mutex_);
  const auto known = last_.find(Key(token));
  return known == last_.end() ? absl::InfinitePast() : known->second.end;
}

TokenUses::Uses TokenUses::Take(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  absl::erase_if(last_, [now, today](const auto& entry) {
    const Use& use = entry.second;
    return use.end == absl::InfinitePast() ? use.day < today : use.end <= now;
  });
  return std::exchange(news_, {});
}

void TokenUses::PutBack(const Uses& uses) {
  absl::MutexLock lock(&mutex_);
  // Those that are there are later.
  news_.insert(uses.begin(), uses.end());
}

}  // namespace taqvim::access
