// Uids: the UUID that a resource has for good (AIP-148).
#pragma once

#include <string>

#include "storage/transaction.h"

namespace taqvim::schedule {

// A random UUID (RFC 9562, section 5.4), in lower case, from the store's source of random
// numbers.
std::string NewUid(storage::Transaction& transaction);

}  // namespace taqvim::schedule
