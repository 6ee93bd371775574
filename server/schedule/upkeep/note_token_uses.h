// Writes down on which days access tokens were used.
#pragma once

#include "absl/status/status.h"
#include "server/access/token_uses.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// How many tokens one revision is about at most.
inline constexpr int kMostTokenUses = 1000;

// Puts the day into each of the tokens that does not say it or a later one; writes nothing
// where all do. At most kMostTokenUses. DATA_LOSS, or the store's error.
absl::Status NoteTokenUses(storage::Transaction& transaction, const access::TokenUses::Days& days);

}  // namespace taqvim::schedule
