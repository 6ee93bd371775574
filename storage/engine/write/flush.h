// Flush of a successful transaction's pending changes to memory and the journal.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/write/transaction.h"
#include "storage/store.h"

namespace taqvim::storage {

// Appends the transaction's revision to the journal's open group, with the answer if it has
// a request id; then the memory's position is that revision. After an error the whole group
// must be rolled back. Adds the bytes that were written to `image_bytes`.
absl::Status Flush(Memory& memory, Journal& journal, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   size_t& image_bytes);

}  // namespace taqvim::storage
