// Writes to the tables what a successful transaction has pending.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "storage/sqlite/write/transaction.h"
#include "storage/sqlite/write/writer_state.h"
#include "storage/store.h"

namespace taqvim::storage {

// Adds the transaction's rows and its log row, with the answer if it has a
// request id; then the state's position is the new revision. After an error the
// whole SQL transaction must be rolled back. `image_bytes` grows by what was
// written.
absl::Status Flush(WriterState& state, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes);

}  // namespace taqvim::storage
