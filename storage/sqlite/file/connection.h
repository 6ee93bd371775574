// Owning wrappers of SQLite's connections and statements, with SQLite's result codes as
// statuses: UNAVAILABLE when the disk fails or is full, DATA_LOSS when the file is
// damaged, INTERNAL for defects of ours.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::storage {

// The status for a result code of SQLite's.
absl::Status SqliteStatus(int code, const char* message);

// A connection, used by one thread at a time. Its own closing never
// checkpoints, unless the writer asks for it with `CheckpointOnClose`.
class Connection {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path,
                                                          const std::string& vfs, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return db_; }
  // Whether the file could be opened for reading only.
  bool read_only() const { return sqlite3_db_readonly(db_, "main") == 1; }
  // False once a transaction was ended, by us or by SQLite after an error.
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  void CheckpointOnClose(bool enabled);

  absl::Status Execute(const char* sql);
  // The integer in the first column of the first row; 0 without a row.
  absl::StatusOr<int64_t> QueryInt(const char* sql);
  // The same as text.
  absl::StatusOr<std::string> QueryText(const char* sql);
  // The status of the result code that a call on this connection just returned.
  absl::Status StatusOf(int code) const;

 private:
  explicit Connection(sqlite3* db) : db_(db) {}
  sqlite3* db_;
};

// A statement, prepared once. The connection must outlive it.
class Statement {
 public:
  // On failure sets the status, if that was OK.
  Statement(Connection& connection, std::string_view sql, absl::Status& status);
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Query;
  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

// One run of a statement: bind its parameters in order, then step. Bytes that
// are bound must outlive the run; bytes of a column live until the next step.
class Query {
 public:
  explicit Query(Statement& statement)
      : connection_(statement.connection_), statement_(statement.statement_) {}
  ~Query() { sqlite3_reset(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& Bind(int64_t value);
  Query& BindText(std::string_view text);
  Query& BindBlob(std::string_view bytes);

  // Whether there is another row. False at the end and on an error.
  bool Next();
  // Steps to the end.
  absl::Status Run();
  // OK unless a step failed.
  absl::Status status() const;
  // The result code of the latest step.
  int code() const { return code_; }

  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view Bytes(int column) const;

 private:
  Connection& connection_;
  sqlite3_stmt* statement_;
  int parameter_ = 0;
  int code_ = SQLITE_OK;
};

}  // namespace taqvim::storage
