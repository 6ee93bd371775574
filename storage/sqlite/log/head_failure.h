// What is said when the store of a file has failed.
#pragma once

#include "absl/status/status.h"
#include "storage/engine/log/head.h"

namespace taqvim::storage {

// Fails the head because of an error of the disk, with a message for callers. The first
// failure stays.
void FailForDisk(const absl::Status& error, Head& head);
// Fails it with an error of StoreFiles; does nothing if that is OK.
void FailForFiles(const absl::Status& broken, Head& head);

}  // namespace taqvim::storage
