#include "storage/sqlite/journal/resource_loader.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/index/memory.h"

namespace taqvim::storage {
namespace {

// Of resources: each takes more bytes than a page has for one of so many.
constexpr int64_t kMostInAPage = 128;

using KnownRows = std::vector<KnownRow>;

// What is read and not taken yet. Thread-safe.
class Pipe {
 public:
  void Put(KnownRows rows) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Pipe::HasRoom));
    rows_.push_back(std::move(rows));
  }
  // After the last rows.
  void End(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    status_ = std::move(status);
  }
  // Nothing at the end.
  std::optional<KnownRows> Take() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Pipe::HasNews));
    if (rows_.empty()) return std::nullopt;
    KnownRows rows = std::move(rows_.front());
    rows_.pop_front();
    return rows;
  }
  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return status_;
  }

 private:
  static constexpr size_t kMostWaiting = 8;

  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return rows_.size() < kMostWaiting; }
  bool HasNews() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return ended_ || !rows_.empty(); }

  mutable absl::Mutex mutex_;
  std::deque<KnownRows> rows_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

absl::Status Damaged() {
  return absl::DataLossError(
      "The data file is damaged (a resource's number or kind); restore it from a backup.");
}

bool IsKind(int64_t number) {
  return (number >= static_cast<int64_t>(Kind::kOrganization) &&
          number <= static_cast<int64_t>(Kind::kToken)) ||
         number == static_cast<int64_t>(Kind::kEvent);
}

absl::Status ReadRow(const Query& query, KnownRow& row) {
  row.id = query.Int(0);
  if (!IsKind(query.Int(1))) return Damaged();
  row.kind = static_cast<Kind>(query.Int(1));
  row.name = query.Bytes(2);
  row.ties.due = query.Int(3);
  RETURN_IF_ERROR(DecodeLinks(query.Bytes(4), row.ties.links, row.ties.facets));
  ASSIGN_OR_RETURN(row.ties.claims, DecodeClaims(row.id, query.Bytes(5)));
  return absl::OkStatus();
}

// In order of their ids, all below `next_id`; what would make more of a damaged one
// are indexes without end.
absl::Status ReadAll(Connection& connection, ResourceId next_id, Pipe& pipe) {
  constexpr size_t kRowsAtOnce = 512;
  absl::Status status;
  Statement all(connection, "SELECT id, kind, name, due, links, claims FROM resource ORDER BY id",
                status);
  if (!status.ok()) return status;
  Query query(all);
  KnownRows rows;
  ResourceId last = 0;
  while (status.ok() && query.Next()) {
    status = ReadRow(query, rows.emplace_back());
    const ResourceId id = rows.back().id;
    if (id <= last || id >= next_id) status.Update(Damaged());
    last = id;
    if (rows.size() < kRowsAtOnce) continue;
    pipe.Put(std::exchange(rows, {}));
    rows.reserve(kRowsAtOnce);
  }
  pipe.Put(std::move(rows));
  status.Update(query.status());
  return status;
}

}  // namespace

absl::Status LoadResources(Connection& connection, ResourceId next_id, Indexes& indexes) {
  Pipe pipe;
  ASSIGN_OR_RETURN(const int64_t pages, connection.QueryInt("PRAGMA page_count"));
  std::thread reader([&] { pipe.End(ReadAll(connection, next_id, pipe)); });
  indexes.names().Expect(static_cast<size_t>(std::min(next_id, pages * kMostInAPage)));
  while (std::optional<KnownRows> rows = pipe.Take()) {
    for (KnownRow& row : *rows) LoadRow(std::move(row), indexes);
  }
  reader.join();
  return pipe.status();
}

}  // namespace taqvim::storage
