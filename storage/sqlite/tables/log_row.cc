#include "storage/sqlite/tables/log_row.h"

#include <string>
#include <utility>
#include <vector>

#include "storage/log.pb.h"

namespace taqvim::storage {
namespace {

// Adds the changes to `changes`; answers how many parts follow.
absl::StatusOr<int> ParseChanges(std::string_view bytes, std::vector<Change>& changes) {
  v1::LogChanges stored;
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("The data file is damaged (a log row); restore it from a backup.");
  }
  changes.reserve(stored.changes_size());
  for (v1::LogChange& change : *stored.mutable_changes()) {
    Change& added = changes.emplace_back();
    added.kind = static_cast<Kind>(change.kind());
    added.name = std::move(*change.mutable_name());
    if (change.has_before()) added.before = std::move(*change.mutable_before());
    if (change.has_after()) added.after = std::move(*change.mutable_after());
    added.before_revision = change.before_revision();
  }
  return stored.more_parts();
}

}  // namespace

absl::StatusOr<LogEntry> ReadLogRow(const Query& query) {
  LogEntry entry{.revision = {query.Int(0), static_cast<uint64_t>(query.Int(1))},
                 .time = absl::FromUnixMicros(query.Int(2)),
                 .principal = std::string(query.Bytes(3)),
                 .request_id = std::string(query.Bytes(4)),
                 .method = std::string(query.Bytes(5)),
                 .changes = {}};
  absl::StatusOr<int> more = ParseChanges(ChangesIn(query), entry.changes);
  if (!more.ok()) return more.status();
  entry.more_parts = *more;
  return entry;
}

absl::StatusOr<std::vector<Change>> ReadLogPart(std::string_view bytes) {
  std::vector<Change> changes;
  absl::StatusOr<int> more = ParseChanges(bytes, changes);
  if (!more.ok()) return more.status();
  return changes;
}

}  // namespace taqvim::storage
