// Checks of a data file: what program and version it is of, and who can read it. They
// change no byte of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace taqvim::storage {

// In SQLite's header: the letters of TQVM, and the version of the schema.
inline constexpr int32_t kApplicationId = 0x5451564d;
inline constexpr int32_t kSchemaVersion = 4;

// OK when the file is ours and of a version that we know or, with `may_be_made`, absent
// or empty, which else is NOT_FOUND. FAILED_PRECONDITION when it is no file, no SQLite
// database, of another program, or of a newer version; DATA_LOSS when its header is
// cut.
absl::Status CheckDataFile(const std::string& path, const std::string& vfs, bool may_be_made);

// Where a file of an older schema is kept as it was before it is brought forward to
// kSchemaVersion: `schedule.db.before-schema-4`.
std::string CopyBeforeMigration(const std::string& path);

// The same check for the header fields that SQLite reads from an open database.
absl::Status CheckIdentity(const std::string& path, int64_t application_id, int64_t version);

// Which of the data file and SQLite's files beside it others than their owner can read
// or write. What the server makes is its owner's alone, but SQLite gives its files the
// mode of the data file.
std::vector<std::string> OpenToOthers(const std::string& path);

// Whether a write-ahead log with something in it is beside the file.
bool HasLog(const std::string& path);

// A DATA_LOSS error with the hint that the write-ahead log may belong to another file;
// any other status unchanged.
absl::Status WithLogOfAnother(const absl::Status& status, const std::string& path);

// NOT_FOUND: the file is empty.
absl::Status EmptyDataFile(const std::string& path);

}  // namespace taqvim::storage
