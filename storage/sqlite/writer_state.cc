#include "storage/sqlite/writer_state.h"

namespace taqvim::storage {
namespace {

absl::Status LoadPosition(WriterState& state) {
  absl::StatusOr<TableReader::Newest> newest = state.reader->NewestRevision();
  if (!newest.ok()) return newest.status();
  absl::StatusOr<int64_t> next_id =
      state.connection->QueryInt("SELECT value FROM meta WHERE key = 'next_id'");
  if (!next_id.ok()) return next_id.status();
  state.position = {newest->revision, newest->time, *next_id};
  return absl::OkStatus();
}

absl::Status LoadClaims(WriterState& state) {
  absl::Status status;
  Statement all(*state.connection, "SELECT owner, atom, start, end, host, booking, kind FROM claim",
                status);
  if (!status.ok()) return status;
  Query query(all);
  while (query.Next()) {
    state.claims.Add({.atom = query.Int(1),
                      .interval = {query.Int(2), query.Int(3)},
                      .host = query.Int(4),
                      .owner = query.Int(0),
                      .booking = static_cast<int32_t>(query.Int(5)),
                      .kind = static_cast<ClaimKind>(query.Int(6))},
                     0);
    state.claims.Commit(0);
  }
  return query.status();
}

absl::Status LoadLinks(WriterState& state) {
  absl::Status status;
  Statement all(*state.connection, "SELECT source, role, target FROM link", status);
  if (!status.ok()) return status;
  Query query(all);
  while (query.Next()) {
    state.links.Add(query.Int(0), {static_cast<LinkRole>(query.Int(1)), query.Int(2)}, 0);
    state.links.Commit(0);
  }
  return query.status();
}

absl::Status LoadRequests(WriterState& state) {
  absl::Status status;
  Statement all(*state.connection,
                "SELECT revision, time, caller, id FROM request ORDER BY revision", status);
  if (!status.ok()) return status;
  Query query(all);
  while (query.Next()) {
    state.requests.Add(RequestIndex::KeyOf(query.Bytes(2), query.Bytes(3)), query.Int(0),
                       absl::FromUnixMicros(query.Int(1)));
  }
  return query.status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<WriterState>> WriterState::Load(
    std::unique_ptr<Connection> connection) {
  auto state = std::make_unique<WriterState>();
  state->connection = std::move(connection);
  absl::StatusOr<std::unique_ptr<TableReader>> reader = TableReader::Create(*state->connection);
  if (!reader.ok()) return reader.status();
  state->reader = *std::move(reader);
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = TableWriter::Create(*state->connection);
  if (!writer.ok()) return writer.status();
  state->writer = *std::move(writer);
  absl::Status status = LoadPosition(*state);
  if (status.ok()) status = LoadClaims(*state);
  if (status.ok()) status = LoadLinks(*state);
  if (status.ok()) status = LoadRequests(*state);
  if (!status.ok()) return status;
  return state;
}

}  // namespace taqvim::storage
