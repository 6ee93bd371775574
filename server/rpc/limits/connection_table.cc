#include "server/rpc/limits/connection_table.h"

#include <sys/stat.h>

#include <utility>
#include <vector>

namespace taqvim::rpc {

ConnectionTable::Verdict ConnectionTable::Admit(int descriptor, const std::string& address) {
  // It has been closed since.
  Forget(descriptor);
  if (IsFull(address)) LookAtThoseOf(address);
  if (IsFull(address)) return Verdict::kTooManyOfAnAddress;
  if (IsFull()) LookAtSome();
  if (IsFull()) return Verdict::kTooMany;
  connections_.emplace(descriptor, Connection{number_(descriptor), address});
  of_address_[address].insert(descriptor);
  return Verdict::kAdmitted;
}

ino_t ConnectionTable::SocketNumber(int descriptor) {
  struct stat about;
  const bool is_socket = fstat(descriptor, &about) == 0 && S_ISSOCK(about.st_mode);
  return is_socket ? about.st_ino : 0;
}

bool ConnectionTable::IsGone(int descriptor) const {
  return number_(descriptor) != connections_.at(descriptor).number;
}

size_t ConnectionTable::CountOpen() {
  std::vector<int> gone;
  for (const auto& [descriptor, _] : connections_) {
    if (IsGone(descriptor)) gone.push_back(descriptor);
  }
  for (const int descriptor : gone) Forget(descriptor);
  return connections_.size();
}

void ConnectionTable::Forget(int descriptor) {
  const auto found = connections_.find(descriptor);
  if (found == connections_.end()) return;
  const auto same = of_address_.find(found->second.address);
  same->second.erase(descriptor);
  if (same->second.empty()) of_address_.erase(same);
  connections_.erase(found);
}

bool ConnectionTable::IsFull(const std::string& address) const {
  // An edge's are those of many.
  if (address.empty()) return false;
  const auto same = of_address_.find(address);
  return same != of_address_.end() && HasReached(limits_.of_an_address, same->second.size());
}

void ConnectionTable::LookAtThoseOf(const std::string& address) {
  const Descriptors& same = of_address_.at(address);
  for (const int descriptor : std::vector<int>(same.begin(), same.end())) {
    if (IsGone(descriptor)) Forget(descriptor);
  }
}

void ConnectionTable::LookAtSome() {
  for (int i = 0; i < kLookedAtOnce && !connections_.empty(); ++i) {
    auto next = connections_.upper_bound(looked_at_);
    if (next == connections_.end()) next = connections_.begin();
    looked_at_ = next->first;
    if (IsGone(looked_at_)) Forget(looked_at_);
  }
}

}  // namespace taqvim::rpc
