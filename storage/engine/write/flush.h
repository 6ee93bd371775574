// Flush of a successful transaction's pending changes to memory and the journal.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/write/transaction.h"
#include "storage/kinds.h"
#include "storage/store.h"

namespace taqvim::storage {

// What a group has written so far.
struct Flushed {
  size_t bytes = 0;  // of the log
  Kinds kinds;       // of the resources
};

// Appends the transaction's revision to the journal's open group, with the answer if it has
// a request id; then the memory's position is that revision. After an error the whole group
// must be rolled back. Adds what was written to `flushed`.
absl::Status Flush(Memory& memory, Journal& journal, const WriteTransaction& transaction,
                   const WriteOptions& options, Revision revision, std::string_view answer,
                   Flushed& flushed);

}  // namespace taqvim::storage
