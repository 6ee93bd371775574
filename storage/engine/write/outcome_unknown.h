// Outcome of a write when the store failed while it was committed.
#pragma once

#include "absl/status/status.h"
#include "storage/store.h"

namespace taqvim::storage {

// Refused (kOutcomeUnknown); `error` is the journal's.
WriteOutcome UnknownOutcome(const absl::Status& error, Revision newest);

}  // namespace taqvim::storage
