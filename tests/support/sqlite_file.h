// A data file looked at, or made, past the server.
#pragma once

#include <string>

namespace taqvim::testing {

// Runs the statements on the file, which is made when it does not exist, and
// returns their rows: columns separated by `|`, rows by line ends, without one at
// the end. Fails the test, and returns the error, when SQLite does.
std::string RunSql(const std::string& path, const std::string& statements);

// Copies the file, with its write-ahead log if it has one, as it is now. No
// program may have it open.
void CopyDataFile(const std::string& from, const std::string& to);

}  // namespace taqvim::testing
