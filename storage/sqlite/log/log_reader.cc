#include "storage/sqlite/log/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/refusal.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

constexpr int kReaderBusyMilliseconds = 1000;
constexpr char kStart[] =
    "SELECT (SELECT value FROM meta WHERE key = 'log_start'), "
    "(SELECT value FROM meta WHERE key = 'log_start_nonce')";
constexpr char kAfter[] =
    " FROM log WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?";
// Parts outlive their row by a little when the log is trimmed.
constexpr char kPart[] =
    "SELECT changes FROM log_part WHERE revision = ? AND part = ? "
    "AND EXISTS(SELECT 1 FROM log WHERE log.revision = log_part.revision)";

}  // namespace

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Open(const SqliteOptions& options,
                                                           const Head& head) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options.path, options.vfs, Connection::Mode::kReadOnly);
  if (!connection.ok()) return connection.status();
  sqlite3_busy_timeout((*connection)->handle(), kReaderBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<LogReader> reader(new LogReader(head, *std::move(connection), status));
  if (!status.ok()) return status;
  return reader;
}

LogReader::LogReader(const Head& head, std::unique_ptr<Connection> connection, absl::Status& status)
    : head_(head),
      connection_(std::move(connection)),
      start_(*connection_, kStart, status),
      nonce_(*connection_, "SELECT nonce FROM log WHERE revision = ?", status),
      after_(*connection_, absl::StrCat("SELECT ", kLogColumns, kAfter), status),
      part_(*connection_, kPart, status) {}

// Both are nothing, hence zero, as long as nothing was trimmed.
absl::StatusOr<Revision> LogReader::Start() {
  Query query(start_);
  query.Next();
  if (!query.status().ok()) return query.status();
  return Revision{query.Int(0), static_cast<uint64_t>(query.Int(1))};
}

absl::Status LogReader::OutOfReach(int64_t revision, const Revision& newest) {
  absl::StatusOr<Revision> start = Start();
  if (!start.ok()) return start.status();
  return Refused(
      Refusal::kOutsideLog,
      absl::StrCat("The log holds what follows revision ", start->number, ", up to ", newest.number,
                   "; what follows revision ", revision, " cannot be read from it."));
}

absl::StatusOr<LogReach> LogReader::Reach() {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<Revision> start = Start();
  if (!start.ok()) return start.status();
  return LogReach{.start = *start, .newest = newest};
}

absl::StatusOr<Revision> LogReader::RevisionAt(int64_t number) {
  absl::StatusOr<LogReach> reach = Reach();
  if (!reach.ok()) return reach.status();
  if (number == reach->start.number) return reach->start;
  if (number == reach->newest.number) return reach->newest;
  absl::MutexLock lock(&mutex_);
  Query query(nonce_);
  query.Bind(number);
  if (number < reach->newest.number && query.Next()) {
    return Revision{number, static_cast<uint64_t>(query.Int(0))};
  }
  if (!query.status().ok()) return query.status();
  return OutOfReach(number, reach->newest);
}

absl::StatusOr<LogPage> LogReader::ChangesAfter(int64_t revision, int limit, int64_t max_bytes) {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  LogPage page{.entries = {}, .scanned = newest};
  if (revision == newest.number) return page;
  absl::MutexLock lock(&mutex_);
  if (revision > newest.number) return OutOfReach(revision, newest);
  RETURN_IF_ERROR(ReadAfter(revision, limit, max_bytes, page));
  // The log is trimmed while it is read, so what was read says whether all is there.
  const bool whole = !page.entries.empty() && page.entries[0].revision.number == revision + 1;
  return whole ? absl::StatusOr<LogPage>(std::move(page)) : OutOfReach(revision, newest);
}

absl::StatusOr<std::vector<Change>> LogReader::MoreChanges(int64_t revision, int part) {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  absl::MutexLock lock(&mutex_);
  Query query(part_);
  query.Bind(revision).Bind(part);
  if (revision <= newest.number && query.Next()) return ReadLogPart(query.Bytes(0));
  if (!query.status().ok()) return query.status();
  return OutOfReach(revision - 1, newest);
}

absl::Status LogReader::ReadAfter(int64_t revision, int limit, int64_t max_bytes, LogPage& page) {
  Query query(after_);
  query.Bind(revision).Bind(page.scanned.number).Bind(limit);
  while (max_bytes > 0 && query.Next()) {
    absl::StatusOr<LogEntry> entry = ReadLogRow(query);
    if (!entry.ok()) return entry.status();
    if (entry->more_parts > 0) max_bytes = 0;
    if (entry->more_parts > 0 && !page.entries.empty()) break;
    max_bytes -= static_cast<int64_t>(ChangesIn(query).size());
    page.scanned = entry->revision;
    page.entries.push_back(*std::move(entry));
  }
  return query.status();
}

}  // namespace taqvim::storage
