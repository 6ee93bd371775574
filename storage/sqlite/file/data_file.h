// What a data file is, found out without changing a byte of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace taqvim::storage {

// In SQLite's header: the letters of TQVM, and the version of the schema.
inline constexpr int32_t kApplicationId = 0x5451564d;
inline constexpr int32_t kSchemaVersion = 2;

// OK when the file is ours and of a version that we know or, if it may be made,
// absent or empty, which is NOT_FOUND else. FAILED_PRECONDITION when it is no file,
// no SQLite database, of another program, or of a newer version; DATA_LOSS when its
// header is cut.
absl::Status CheckDataFile(const std::string& path, const std::string& vfs, bool may_be_made);

// The same judgement of what SQLite reads from an open database.
absl::Status CheckIdentity(const std::string& path, int64_t application_id, int64_t version);

// Those of the data file and SQLite's files beside it that others than their owner can
// read or write; what the server makes is its owner's alone, but SQLite gives its files
// the mode of the data file.
std::vector<std::string> OpenToOthers(const std::string& path);

// Whether a write-ahead log with something in it is beside the file.
bool HasLog(const std::string& path);

// That an error of damage may be of the log of another file, if it is one of damage.
absl::Status WithLogOfAnother(const absl::Status& status, const std::string& path);

// NOT_FOUND: the file is empty.
absl::Status EmptyDataFile(const std::string& path);

}  // namespace taqvim::storage
