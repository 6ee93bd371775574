#include "storage/sqlite/log/log_keeper.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::storage {
namespace {

constexpr int kRowsAtOnce = 1000;
constexpr int kBusyMilliseconds = 1000;

}  // namespace

absl::StatusOr<std::unique_ptr<LogKeeper>> LogKeeper::Open(const SqliteOptions& options,
                                                           const Head& head, DueClock& clock,
                                                           Trim trim, bool threaded) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options.path, options.vfs, Connection::Mode::kReadOnly);
  if (!connection.ok()) return connection.status();
  sqlite3_busy_timeout((*connection)->handle(), kBusyMilliseconds);
  absl::Status status;
  std::unique_ptr<LogKeeper> keeper(
      new LogKeeper(options, head, clock, std::move(trim), *std::move(connection), status));
  if (!status.ok()) return status;
  if (threaded) keeper->thread_ = std::thread([keeper = keeper.get()] { keeper->Loop(); });
  return keeper;
}

LogKeeper::LogKeeper(const SqliteOptions& options, const Head& head, DueClock& clock, Trim trim,
                     std::unique_ptr<Connection> connection, absl::Status& status)
    : options_(options),
      head_(head),
      clock_(clock),
      trim_(std::move(trim)),
      connection_(std::move(connection)),
      rows_(*connection_,
            "SELECT revision, time, length(changes) + length(answer) + length(rows) + "
            "(SELECT ifnull(sum(length(p.changes)), 0) FROM log_part AS p "
            "WHERE p.revision = log.revision) FROM log "
            "WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?",
            status) {}

LogKeeper::~LogKeeper() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void LogKeeper::Loop() {
  for (;;) {
    Look();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&closed_), options_.log_pause)) return;
  }
}

void LogKeeper::Look() {
  if (head_.failed()) return;
  if (absl::Status status = Measure(); !status.ok()) {
    if (options_.alarm) {
      options_.alarm(absl::Status(
          status.code(), absl::StrCat("The log could not be measured (", status.message(),
                                      "), so nothing of it is given up; see to the disk.")));
    }
    return;
  }
  const absl::Time now = clock_.Now();
  if (!clock_.ahead()) trim_(extent_.GiveUp(options_.log, now));
  absl::MutexLock lock(&mutex_);
  bytes_ = extent_.bytes();
}

std::optional<int64_t> LogKeeper::bytes() const {
  absl::MutexLock lock(&mutex_);
  return bytes_;
}

absl::Status LogKeeper::Measure() {
  for (;;) {
    absl::StatusOr<bool> more = MeasureSome();
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    absl::MutexLock lock(&mutex_);
    if (closed_) return absl::OkStatus();
  }
}

absl::StatusOr<bool> LogKeeper::MeasureSome() {
  Query query(rows_);
  query.Bind(extent_.measured()).Bind(head_.newest().number).Bind(kRowsAtOnce);
  int rows = 0;
  for (; query.Next(); ++rows) {
    extent_.Add(query.Int(0), absl::FromUnixMicros(query.Int(1)), query.Int(2));
  }
  if (!query.status().ok()) return query.status();
  return rows == kRowsAtOnce;
}

}  // namespace taqvim::storage
