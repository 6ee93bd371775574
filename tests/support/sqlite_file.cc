#include "tests/support/sqlite_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

namespace taqvim::testing {
namespace {

int AddRow(void* rows, int columns, char** values, char** /*names*/) {
  auto& text = *static_cast<std::string*>(rows);
  if (!text.empty()) text += "\n";
  for (int i = 0; i < columns; ++i) {
    if (i > 0) text += "|";
    text += values[i] == nullptr ? "NULL" : values[i];
  }
  return 0;
}

}  // namespace

std::string RunSql(const std::string& path, const std::string& statements) {
  sqlite3* connection = nullptr;
  std::string rows;
  int code = sqlite3_open(path.c_str(), &connection);
  sqlite3_busy_timeout(connection, 5000);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(connection, statements.c_str(), AddRow, &rows, nullptr);
  }
  if (code != SQLITE_OK) {
    rows = sqlite3_errmsg(connection);
    ADD_FAILURE() << path << ": " << rows << "\n" << statements;
  }
  sqlite3_close(connection);
  return rows;
}

void CopyDataFile(const std::string& from, const std::string& to) {
  namespace fs = std::filesystem;
  for (const char* suffix : {"", "-wal"}) {
    fs::remove(to + suffix);
    if (fs::exists(from + suffix)) fs::copy_file(from + suffix, to + suffix);
  }
  fs::remove(to + "-shm");
}

}  // namespace taqvim::testing
