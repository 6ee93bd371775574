#include "storage/sqlite/write/state_loader.h"

#include <utility>

#include "storage/sqlite/write/resource_loader.h"

namespace taqvim::storage {
namespace {

// No store gets this far: a larger number is damage.
constexpr int64_t kMostRevisions = int64_t{1} << 62;
constexpr ResourceId kMostIds = int64_t{1} << 36;

absl::Status LoadPosition(WriterState& state) {
  absl::StatusOr<TableReader::Newest> newest = state.reader->NewestRevision();
  if (!newest.ok()) return newest.status();
  absl::StatusOr<int64_t> next_id =
      state.connection->QueryInt("SELECT value FROM meta WHERE key = 'next_id'");
  if (!next_id.ok()) return next_id.status();
  if (newest->revision.number < 0 || newest->revision.number > kMostRevisions || *next_id < 1 ||
      *next_id > kMostIds) {
    return absl::DataLossError(
        "The data file is damaged (where its numbers go on); restore it from a backup.");
  }
  state.memory.position = {newest->revision, newest->time, *next_id};
  state.reserved_id = *next_id;
  return absl::OkStatus();
}

// The requests that are kept, found from the newest back.
absl::Status LoadRequests(WriterState& state) {
  absl::Status status;
  Statement all(*state.connection,
                "SELECT revision, time, principal, request_id FROM log ORDER BY revision DESC",
                status);
  if (!status.ok()) return status;
  Query query(all);
  bool kept = true;
  while (kept && query.Next()) {
    if (query.Bytes(3).empty()) continue;
    kept = state.memory.indexes.requests().AddOlder(
        RequestIndex::KeyOf(query.Bytes(2), query.Bytes(3)), query.Int(0),
        absl::FromUnixMicros(query.Int(1)));
  }
  return query.status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<WriterState>> LoadState(std::unique_ptr<Connection> connection) {
  auto state = std::make_unique<WriterState>();
  state->connection = std::move(connection);
  absl::StatusOr<std::unique_ptr<TableReader>> reader =
      TableReader::Create(*state->connection, state->memory.indexes.names());
  if (!reader.ok()) return reader.status();
  state->reader = *std::move(reader);
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = TableWriter::Create(*state->connection);
  if (!writer.ok()) return writer.status();
  state->writer = *std::move(writer);
  const absl::StatusOr<int64_t> version = state->writer->DataVersion();
  if (!version.ok()) return version.status();
  state->data_version = *version;
  absl::Status status = LoadPosition(*state);
  if (status.ok()) status = LoadResources(*state);
  if (status.ok()) status = LoadRequests(*state);
  if (!status.ok()) return status;
  return state;
}

}  // namespace taqvim::storage
