#include "storage/postgres/tables/stored_row.h"

#include <utility>

#include "proto/status_macros.h"

namespace taqvim::storage::postgres {

absl::StatusOr<Kind> KindOfNumber(int64_t number) {
  const bool named = number >= static_cast<int64_t>(Kind::kOrganization) &&
                     number <= static_cast<int64_t>(Kind::kToken);
  if (named || number == static_cast<int64_t>(Kind::kEvent)) return static_cast<Kind>(number);
  return absl::DataLossError(
      "The database is damaged (the kind of a resource); restore it from a backup.");
}

absl::StatusOr<StoredRow> ReadStoredRow(const Result& result, int row) {
  StoredRow stored;
  stored.resource.id = result.Int(row, 0);
  ASSIGN_OR_RETURN(stored.resource.kind, KindOfNumber(result.Int(row, 1)));
  stored.resource.name = result.Bytes(row, 2);
  stored.resource.archived = result.Int(row, 3) != 0;
  stored.resource.due = result.Int(row, 4);
  stored.revision = result.Int(row, 5);
  stored.links = result.Bytes(row, 6);
  stored.claims = result.Bytes(row, 7);
  stored.resource.body = result.Bytes(row, 8);
  return stored;
}

absl::StatusOr<Ties> TiesOf(const StoredRow& row) {
  Ties ties{.due = row.resource.due, .revision = row.revision};
  RETURN_IF_ERROR(DecodeLinks(row.links, ties.links, ties.facets));
  ASSIGN_OR_RETURN(ties.claims, DecodeClaims(row.resource.id, row.claims));
  return ties;
}

}  // namespace taqvim::storage::postgres
