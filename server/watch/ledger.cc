#include "server/watch/ledger.h"

#include <utility>

namespace taqvim::watch {
namespace {

struct Entry {
  std::string content;
  std::shared_ptr<std::atomic<size_t>> counter;

  size_t size() const { return content.size() + kOverhead; }
};

void Leave(void* data) {
  const std::unique_ptr<Entry> entry(static_cast<Entry*>(data));
  entry->counter->fetch_sub(entry->size(), std::memory_order_relaxed);
}

}  // namespace

grpc::Slice Ledger::Enter(std::string bytes) const {
  auto entry = std::make_unique<Entry>(Entry{std::move(bytes), bytes_});
  bytes_->fetch_add(entry->size(), std::memory_order_relaxed);
  std::string& content = entry->content;
  void* const data = content.data();
  const size_t size = content.size();
  return grpc::Slice(data, size, Leave, entry.release());
}

}  // namespace taqvim::watch
