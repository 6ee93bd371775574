// What a write is told whose fate nobody can know.
#pragma once

#include "absl/status/status.h"
#include "storage/store.h"

namespace taqvim::storage {

// Refused (kOutcomeUnknown); `error` is the disk's.
WriteOutcome UnknownOutcome(const absl::Status& error, Revision newest);

}  // namespace taqvim::storage
