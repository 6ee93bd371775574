// Flush of a successful transaction's pending changes to the tables.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "storage/engine/write/transaction.h"
#include "storage/sqlite/write/writer_state.h"
#include "storage/store.h"

namespace taqvim::storage {

// Writes the transaction's rows and its log row, with the answer if it has a request
// id; then the state's position is the new revision. After an error the whole SQL
// transaction must be rolled back. Adds the bytes that were written to `image_bytes`.
absl::Status Flush(WriterState& state, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes);

}  // namespace taqvim::storage
