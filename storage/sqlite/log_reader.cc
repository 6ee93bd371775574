#include "storage/sqlite/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/log_row.h"

namespace taqvim::storage {
namespace {

constexpr int kBusyMilliseconds = 1000;
constexpr char kAfter[] =
    " FROM log WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?";

}  // namespace

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Open(const SqliteOptions& options,
                                                           const Head& head) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options.path, options.vfs, Connection::Mode::kReadOnly);
  if (!connection.ok()) return connection.status();
  sqlite3_busy_timeout((*connection)->handle(), kBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<LogReader> reader(new LogReader(head, *std::move(connection), status));
  if (!status.ok()) return status;
  return reader;
}

LogReader::LogReader(const Head& head, std::unique_ptr<Connection> connection, absl::Status& status)
    : head_(head),
      connection_(std::move(connection)),
      oldest_(*connection_, "SELECT min(revision) FROM log", status),
      after_(*connection_, absl::StrCat("SELECT ", kLogColumns, kAfter), status) {}

absl::Status LogReader::CheckReach(int64_t revision, const Revision& newest) {
  Query query(oldest_);
  const int64_t oldest = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  if (revision <= newest.number && revision + 1 >= oldest) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("The log holds the revisions from ", oldest, " to ",
                                            newest.number, "; what follows revision ", revision,
                                            " cannot be read from it."));
}

absl::StatusOr<LogPage> LogReader::ChangesAfter(int64_t revision, int limit, int64_t max_bytes) {
  if (absl::Status failure = head_.failure(); !failure.ok()) return failure;
  const Revision newest = head_.newest();
  absl::MutexLock lock(&mutex_);
  if (absl::Status status = CheckReach(revision, newest); !status.ok()) return status;
  LogPage page{.entries = {}, .scanned = newest};
  Query query(after_);
  query.Bind(revision).Bind(newest.number).Bind(limit);
  while (max_bytes > 0 && query.Next()) {
    absl::StatusOr<LogEntry> entry = ReadLogRow(query);
    if (!entry.ok()) return entry.status();
    max_bytes -= static_cast<int64_t>(ChangesIn(query).size());
    page.scanned = entry->revision;
    page.entries.push_back(*std::move(entry));
  }
  if (!query.status().ok()) return query.status();
  return page;
}

}  // namespace taqvim::storage
