#include "storage/sqlite/file/checkpointer.h"

namespace taqvim::storage {
namespace {

// How long emptying the log may wait for readers.
constexpr int kBusyMilliseconds = 20;

bool Postponed(int code) {
  int primary = code & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_FULL;
}

}  // namespace

Checkpointer::Checkpointer(Connection& connection, StoreFiles& files, int64_t pages, int64_t limit)
    : connection_(connection), files_(files), pages_(pages), limit_(limit), next_(pages) {
  sqlite3_wal_hook(connection_.handle(), OnCommit, this);
}

Checkpointer::~Checkpointer() { sqlite3_wal_hook(connection_.handle(), nullptr, nullptr); }

int Checkpointer::OnCommit(void* self, sqlite3*, const char*, int pages) {
  auto& checkpointer = *static_cast<Checkpointer*>(self);
  // Fewer than before: SQLite has begun the log anew.
  if (pages < checkpointer.log_pages_) checkpointer.next_ = checkpointer.pages_;
  checkpointer.log_pages_ = pages;
  checkpointer.files_.LogHolds(pages);
  return SQLITE_OK;
}

absl::Status Checkpointer::Run() {
  const bool empty = log_pages_ >= limit_;
  return files_.WhileChanging(empty, [this, empty] { return Copy(empty); });
}

absl::Status Checkpointer::Copy(bool empty) {
  sqlite3_busy_timeout(connection_.handle(), empty ? kBusyMilliseconds : 0);
  int code = sqlite3_wal_checkpoint_v2(
      connection_.handle(), nullptr, empty ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
      nullptr, nullptr);
  sqlite3_busy_timeout(connection_.handle(), 0);
  next_ = log_pages_ + pages_;
  if (empty && code == SQLITE_OK) next_ = pages_;
  return Postponed(code) ? absl::OkStatus() : connection_.StatusOf(code);
}

}  // namespace taqvim::storage
