#include "storage/postgres/log/log_reader.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/postgres/connection/failure.h"
#include "storage/postgres/tables/log_row.h"
#include "storage/refusal.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kStart{"SELECT revision, nonce FROM log_start"};
constexpr Statement kNonce{"SELECT nonce FROM log WHERE revision = $1"};
// Rows until they have so many bytes, the last beyond included.
constexpr Statement kAfter{
    "SELECT " TAQVIM_LOG_COLUMNS
    " FROM (SELECT revision, sum(octet_length(changes)) OVER (ORDER BY revision)"
    " - octet_length(changes) AS before FROM log WHERE revision > $1 AND revision <= $2"
    " ORDER BY revision LIMIT $3) AS sized"
    " JOIN log USING (revision) WHERE sized.before < $4 ORDER BY revision"};
constexpr Statement kPart{"SELECT changes FROM log_part WHERE revision = $1 AND part = $2"};

}  // namespace

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Open(const ConnectionSettings& settings,
                                                           const Head& head) {
  std::unique_ptr<LogReader> reader(new LogReader(settings, head));
  RETURN_IF_ERROR(reader->Start().status());
  return reader;
}

absl::StatusOr<Result> LogReader::Ask(const Statement& statement, const Parameters& parameters) {
  absl::MutexLock lock(&mutex_);
  absl::Status status;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (connection_ == nullptr) {
      ASSIGN_OR_RETURN(connection_, Connection::Open(settings_));
    }
    absl::StatusOr<Result> result = connection_->Ask(statement, parameters);
    if (result.ok() || (connection_->alive() && !EndsConnection(FailureOf(result.status())))) {
      return result;
    }
    status = result.status();
    connection_.reset();
  }
  return status;
}

absl::StatusOr<Revision> LogReader::Start() {
  ASSIGN_OR_RETURN(const Result row, Ask(kStart, {}));
  if (row.rows() == 0) return Revision();
  return Revision{row.Int(0, 0), static_cast<uint64_t>(row.Int(0, 1))};
}

absl::Status LogReader::OutOfReach(int64_t revision, const Revision& newest) {
  ASSIGN_OR_RETURN(const Revision start, Start());
  return Refused(
      Refusal::kOutsideLog,
      absl::StrCat("The log holds what follows revision ", start.number, ", up to ", newest.number,
                   "; what follows revision ", revision, " cannot be read from it."));
}

absl::StatusOr<LogReach> LogReader::Reach() {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  ASSIGN_OR_RETURN(const Revision start, Start());
  return LogReach{.start = start, .newest = newest};
}

absl::StatusOr<Revision> LogReader::RevisionAt(int64_t number) {
  ASSIGN_OR_RETURN(const LogReach reach, Reach());
  if (number == reach.start.number) return reach.start;
  if (number == reach.newest.number) return reach.newest;
  if (number < reach.start.number || number > reach.newest.number) {
    return OutOfReach(number, reach.newest);
  }
  ASSIGN_OR_RETURN(const Result row, Ask(kNonce, Parameters().Int(number)));
  if (row.rows() == 0) return OutOfReach(number, reach.newest);
  return Revision{number, static_cast<uint64_t>(row.Int(0, 0))};
}

absl::StatusOr<LogPage> LogReader::ChangesAfter(int64_t revision, int limit, int64_t max_bytes) {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  LogPage page{.entries = {}, .scanned = newest};
  if (revision == newest.number) return page;
  if (revision > newest.number) return OutOfReach(revision, newest);
  Parameters parameters;
  parameters.Int(revision).Int(newest.number).Int(limit).Int(max_bytes);
  ASSIGN_OR_RETURN(const Result rows, Ask(kAfter, parameters));
  for (int row = 0; row < rows.rows(); ++row) {
    ASSIGN_OR_RETURN(LogEntry entry, ReadLogRow(rows, row));
    const bool in_parts = entry.more_parts > 0;
    if (in_parts && !page.entries.empty()) break;
    page.scanned = entry.revision;
    page.entries.push_back(std::move(entry));
    if (in_parts) break;
  }
  // The log is trimmed while it is read, so what was read says whether all is there.
  const bool whole = !page.entries.empty() && page.entries[0].revision.number == revision + 1;
  return whole ? absl::StatusOr<LogPage>(std::move(page)) : OutOfReach(revision, newest);
}

absl::StatusOr<std::vector<Change>> LogReader::MoreChanges(int64_t revision, int part) {
  RETURN_IF_ERROR(head_.failure());
  const Revision newest = head_.newest();
  ASSIGN_OR_RETURN(const Result row, Ask(kPart, Parameters().Int(revision).Int(part)));
  if (revision > newest.number || row.rows() == 0) return OutOfReach(revision - 1, newest);
  return ReadLogPart(row.Bytes(0, 0));
}

}  // namespace taqvim::storage::postgres
