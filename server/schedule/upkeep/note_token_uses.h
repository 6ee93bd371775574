// Writes down on which days access tokens were used, and until when sessions are put off.
#pragma once

#include "absl/status/status.h"
#include "server/access/token_uses.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// How many tokens one revision is about at most.
inline constexpr int kMostTokenUses = 1000;

// Puts the day into each of the tokens that does not say it or a later one, and the end into
// each session that does not say that or a later one and was not revoked; writes nothing
// where all do. At most kMostTokenUses. DATA_LOSS, or the store's error.
absl::Status NoteTokenUses(storage::Transaction& transaction, const access::TokenUses::Uses& uses);

}  // namespace taqvim::schedule
