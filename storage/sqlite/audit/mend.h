// Repair of a data file by what it says twice.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "storage/sqlite/audit/file_audit.h"

namespace taqvim::storage {

// Puts right what an audit of this very file found, in one transaction, under the file's lock:
// all of it or nothing. FAILED_PRECONDITION while a server runs on it, or where one has written to
// it since. Makes no revision: what it changes are rows that the log has otherwise, and what is
// looked up by.
absl::Status MendFile(const std::string& path, const Mending& mending);

}  // namespace taqvim::storage
