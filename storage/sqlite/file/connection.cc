#include "storage/sqlite/file/connection.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// What every connection of ours is set to. SQLite's defaults trust the schema
// of whatever file is opened and ignore foreign keys.
absl::Status Configure(Connection& connection) {
  sqlite3* db = connection.handle();
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  connection.CheckpointOnClose(false);
  return connection.Execute("PRAGMA temp_store = MEMORY");
}

// On one line, and short: of a damaged file it may quote anything.
std::string Quotable(std::string message) {
  constexpr size_t kMost = 120;
  if (message.size() > kMost) message.replace(kMost, std::string::npos, "...");
  for (char& character : message) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(character))) character = '?';
  }
  return message;
}

}  // namespace

absl::Status SqliteStatus(int code, const char* text) {
  const std::string message = Quotable(text);
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_FULL:
      return absl::UnavailableError(
          "The disk that holds the data file is full; free some space, then retry.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat("The data file is damaged (", message, "); restore it from a backup."));
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return absl::UnavailableError(absl::StrCat("The data file could not be read or written (",
                                                 message, "); check the disk, then retry."));
    case SQLITE_CANTOPEN:
      return absl::UnavailableError(absl::StrCat(
          "The data file could not be opened (", message,
          "); check that this user may read and write it and make files beside it, and that the "
          "process may have enough files open (ulimit -n, or LimitNOFILE of its service)."));
    default:
      return absl::InternalError(
          absl::StrCat("SQLite refused a statement of the store's (", message, ")."));
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path,
                                                             const std::string& vfs, Mode mode) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |=
      mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &db, flags, vfs.empty() ? nullptr : vfs.c_str());
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) {
    return SqliteStatus(code, db != nullptr ? sqlite3_errmsg(db) : "out of memory");
  }
  RETURN_IF_ERROR(Configure(*connection));
  return connection;
}

Connection::~Connection() { sqlite3_close(db_); }

void Connection::CheckpointOnClose(bool enabled) {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, enabled ? 0 : 1, nullptr);
}

absl::Status Connection::Execute(const char* sql) {
  return StatusOf(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr));
}

absl::StatusOr<int64_t> Connection::QueryInt(const char* sql) {
  absl::Status status;
  Statement statement(*this, sql, status);
  if (!status.ok()) return status;
  Query query(statement);
  int64_t value = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return value;
}

absl::StatusOr<std::string> Connection::QueryText(const char* sql) {
  absl::Status status;
  Statement statement(*this, sql, status);
  if (!status.ok()) return status;
  Query query(statement);
  std::string text(query.Next() ? query.Bytes(0) : std::string_view());
  if (!query.status().ok()) return query.status();
  return text;
}

absl::Status Connection::StatusOf(int code) const {
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteStatus(code, sqlite3_errmsg(db_));
}

Statement::Statement(Connection& connection, std::string_view sql, absl::Status& status)
    : connection_(connection) {
  if (!status.ok()) return;
  status.Update(connection.StatusOf(
      sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr)));
}

Query& Query::Bind(int64_t value) {
  sqlite3_bind_int64(statement_, ++parameter_, value);
  return *this;
}

Query& Query::BindText(std::string_view text) {
  // A null pointer would bind NULL.
  sqlite3_bind_text(statement_, ++parameter_, text.data() != nullptr ? text.data() : "",
                    static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

Query& Query::BindBlob(std::string_view bytes) {
  sqlite3_bind_blob(statement_, ++parameter_, bytes.data() != nullptr ? bytes.data() : "",
                    static_cast<int>(bytes.size()), SQLITE_STATIC);
  return *this;
}

bool Query::Next() {
  code_ = sqlite3_step(statement_);
  return code_ == SQLITE_ROW;
}

absl::Status Query::Run() {
  while (Next()) continue;
  return status();
}

absl::Status Query::status() const {
  if (code_ == SQLITE_OK || code_ == SQLITE_ROW || code_ == SQLITE_DONE) return absl::OkStatus();
  return connection_.StatusOf(code_);
}

std::string_view Query::Bytes(int column) const {
  // SQLite asks for this order: bytes first, then their number.
  const void* bytes = sqlite3_column_blob(statement_, column);
  size_t size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

}  // namespace taqvim::storage
