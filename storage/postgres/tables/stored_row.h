// `StoredRow`: a resource's row as it is stored.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine/bytes/ties.h"
#include "storage/postgres/connection/result.h"
#include "storage/resource.h"

namespace taqvim::storage::postgres {

struct StoredRow {
  Resource resource;
  int64_t revision = 0;  // that last wrote the body
  std::string links;     // StoredLinks
  std::string claims;    // StoredClaims
};
using StoredRowPtr = std::shared_ptr<const StoredRow>;  // nullptr: there is none

// The columns from which ReadStoredRow reads one.
#define TAQVIM_ROW_COLUMNS "id, kind, name, archived, due, revision, links, claims, body"

// DATA_LOSS when it is damaged.
absl::StatusOr<StoredRow> ReadStoredRow(const Result& result, int row);

// The kind of that number. DATA_LOSS when there is none.
absl::StatusOr<Kind> KindOfNumber(int64_t number);

// Its decoded bytes. DATA_LOSS when they are damaged.
absl::StatusOr<Ties> TiesOf(const StoredRow& row);

}  // namespace taqvim::storage::postgres
