#include "server/access/token_uses.h"

#include <utility>

namespace taqvim::access {

void TokenUses::Note(std::string_view token, absl::CivilDay day) {
  absl::MutexLock lock(&mutex_);
  // Debian's Abseil has a string_view of its own.
  const auto known = last_.find(absl::string_view(token.data(), token.size()));
  if (known == last_.end()) {
    last_.emplace(std::string(token), day);
  } else if (known->second < day) {
    known->second = day;
  } else {
    return;
  }
  news_[std::string(token)] = day;
}

TokenUses::Days TokenUses::Take() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(news_, {});
}

void TokenUses::PutBack(const Days& days) {
  absl::MutexLock lock(&mutex_);
  // Those that are there are later.
  news_.insert(days.begin(), days.end());
}

}  // namespace taqvim::access
