#include "storage/sqlite/journal/state_loader.h"

#include "proto/status_macros.h"
#include "storage/engine/index/request_index.h"
#include "storage/engine/journal/journal.h"
#include "storage/sqlite/journal/resource_loader.h"

namespace taqvim::storage {
namespace {

// No store gets this far: a larger number is damage.
constexpr int64_t kMostRevisions = int64_t{1} << 62;
constexpr ResourceId kMostIds = int64_t{1} << 36;

absl::Status LoadPosition(Connection& connection, TableReader& reader, Memory& memory) {
  const absl::StatusOr<JournalReader::Newest> newest = reader.NewestRevision();
  if (!newest.ok()) return newest.status();
  const absl::StatusOr<int64_t> next_id =
      connection.QueryInt("SELECT value FROM meta WHERE key = 'next_id'");
  if (!next_id.ok()) return next_id.status();
  if (newest->revision.number < 0 || newest->revision.number > kMostRevisions || *next_id < 1 ||
      *next_id > kMostIds) {
    return absl::DataLossError(
        "The data file is damaged (where its numbers go on); restore it from a backup.");
  }
  memory.position = {newest->revision, newest->time, *next_id};
  return absl::OkStatus();
}

// The requests that are kept, found from the newest back.
absl::Status LoadRequests(Connection& connection, RequestIndex& requests) {
  absl::Status status;
  Statement all(connection,
                "SELECT revision, time, principal, request_id FROM log ORDER BY revision DESC",
                status);
  if (!status.ok()) return status;
  Query query(all);
  bool kept = true;
  while (kept && query.Next()) {
    if (query.Bytes(3).empty()) continue;
    kept = requests.AddOlder(RequestIndex::KeyOf(query.Bytes(2), query.Bytes(3)), query.Int(0),
                             absl::FromUnixMicros(query.Int(1)));
  }
  return query.status();
}

}  // namespace

absl::Status LoadState(Connection& connection, TableReader& reader, Memory& memory) {
  RETURN_IF_ERROR(LoadPosition(connection, reader, memory));
  RETURN_IF_ERROR(LoadResources(connection, memory.position.next_id, memory.indexes));
  return LoadRequests(connection, memory.indexes.requests());
}

}  // namespace taqvim::storage
