#include "storage/sqlite/log/log_trimmer.h"

#include "absl/strings/str_cat.h"

namespace taqvim::storage {
namespace {

// The next part of what was trimmed.
constexpr char kTrimmedPart[] =
    "SELECT revision, part FROM log_part WHERE revision <= "
    "(SELECT value FROM meta WHERE key = 'log_start') ORDER BY revision, part LIMIT 1";

}  // namespace

absl::StatusOr<std::unique_ptr<LogTrimmer>> LogTrimmer::Create(Connection& connection) {
  absl::Status status;
  std::unique_ptr<LogTrimmer> trimmer(new LogTrimmer(connection, status));
  if (!status.ok()) return status;
  return trimmer;
}

LogTrimmer::LogTrimmer(Connection& connection, absl::Status& status)
    : connection_(connection),
      begin_(connection, "BEGIN IMMEDIATE", status),
      commit_(connection, "COMMIT", status),
      rollback_(connection, "ROLLBACK", status),
      remember_(connection, "INSERT OR REPLACE INTO meta VALUES('log_start', ?)", status),
      remember_nonce_(connection,
                      "INSERT OR REPLACE INTO meta "
                      "SELECT 'log_start_nonce', nonce FROM log WHERE revision = ?",
                      status),
      delete_(connection, "DELETE FROM log WHERE revision <= ?", status),
      delete_deletions_(connection, "DELETE FROM deletion WHERE revision <= ?", status),
      delete_part_(
          connection,
          absl::StrCat("DELETE FROM log_part WHERE (revision, part) = (", kTrimmedPart, ")"),
          status),
      has_part_(connection, kTrimmedPart, status) {}

void LogTrimmer::Add(const std::vector<int64_t>& steps) {
  absl::MutexLock lock(&mutex_);
  steps_.insert(steps_.end(), steps.begin(), steps.end());
  waiting_ = false;
}

bool LogTrimmer::due() const {
  absl::MutexLock lock(&mutex_);
  return (!steps_.empty() || parts_left_) && !waiting_;
}

int64_t LogTrimmer::next() const {
  absl::MutexLock lock(&mutex_);
  return steps_.empty() ? 0 : steps_.front();
}

absl::Status LogTrimmer::Step(int64_t needed) {
  int64_t upto = 0;
  {
    absl::MutexLock lock(&mutex_);
    if (!parts_left_) {
      waiting_ = steps_.empty() || steps_.front() >= needed;
      if (waiting_) return absl::OkStatus();
      upto = steps_.front();
    }
  }
  absl::Status status = upto > 0 ? Trim(upto) : TrimPart();
  if (!status.ok() && connection_.in_transaction()) Query(rollback_).Run().IgnoreError();
  absl::StatusOr<bool> parts_left = status.ok() ? HasPart() : status;
  absl::MutexLock lock(&mutex_);
  waiting_ = !parts_left.ok();
  if (status.ok() && upto > 0) steps_.pop_front();
  if (status.ok()) parts_left_ = parts_left.value_or(true);
  return parts_left.status();
}

absl::StatusOr<bool> LogTrimmer::HasPart() {
  Query query(has_part_);
  const bool has = query.Next();
  if (!query.status().ok()) return query.status();
  return has;
}

absl::Status LogTrimmer::Trim(int64_t upto) {
  absl::Status status = Query(begin_).Run();
  if (status.ok()) status = Query(remember_).Bind(upto).Run();
  if (status.ok()) status = Query(remember_nonce_).Bind(upto).Run();
  if (status.ok()) status = Query(delete_).Bind(upto).Run();
  if (status.ok()) status = Query(delete_deletions_).Bind(upto).Run();
  if (status.ok()) status = Query(commit_).Run();
  return status;
}

}  // namespace taqvim::storage
