#include "storage/postgres/store/postgres_chores.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage::postgres {
namespace {

constexpr int kMeasuredAtOnce = 1000;
constexpr Statement kSizes{
    "SELECT revision, time, octet_length(changes) + octet_length(written) + octet_length(before)"
    " + octet_length(answer) + (SELECT coalesce(sum(octet_length(part.changes)), 0)::bigint"
    " FROM log_part AS part WHERE part.revision = log.revision)"
    " FROM log WHERE revision > $1 AND revision <= $2 ORDER BY revision LIMIT $3"};
constexpr Statement kRemember{
    "INSERT INTO log_start SELECT true, revision, nonce FROM log WHERE revision = $1"
    " ON CONFLICT (one) DO UPDATE SET revision = excluded.revision, nonce = excluded.nonce"};
constexpr Statement kTrimLog{"DELETE FROM log WHERE revision <= $1"};
constexpr Statement kTrimParts{"DELETE FROM log_part WHERE revision <= $1"};
constexpr Statement kTrimDeletions{"DELETE FROM deletion WHERE revision <= $1"};

}  // namespace

void PostgresChores::Tend(Drain /*drain*/) {
  more_ = false;
  if (parts_.options.log.unlimited() || parts_.head.failed()) return;
  if (const absl::Status status = Look(); !status.ok()) Alarm(status);
}

absl::Status PostgresChores::Look() {
  const absl::Duration now = parts_.options.env.SinceFixedMoment();
  if (now >= next_look_) {
    next_look_ = now + parts_.options.log_pause;
    for (bool more = true; more;) {
      ASSIGN_OR_RETURN(more, MeasureSome());
    }
    const absl::Time time = parts_.clock.Now();
    if (!parts_.clock.ahead()) {
      for (int64_t step : extent_.GiveUp(parts_.options.log, time)) steps_.push_back(step);
    }
    bytes_ = extent_.bytes();
  }
  // The newest revision is where history goes on after a start.
  const int64_t newest = parts_.memory.position.revision.number;
  const int64_t needed =
      std::min(newest, parts_.memory.indexes.requests().OldestRevision().value_or(newest));
  if (steps_.empty() || steps_.front() >= needed) return absl::OkStatus();
  RETURN_IF_ERROR(Trim(steps_.front()));
  steps_.pop_front();
  more_ = !steps_.empty() && steps_.front() < needed;
  return absl::OkStatus();
}

absl::StatusOr<bool> PostgresChores::MeasureSome() {
  Parameters parameters;
  parameters.Int(extent_.measured()).Int(parts_.head.newest().number).Int(kMeasuredAtOnce);
  const Connection::Answer answer = parts_.session.RunAgainIfLost({{kSizes, parameters}});
  RETURN_IF_ERROR(answer.status);
  const Result& rows = answer.results[0];
  for (int row = 0; row < rows.rows(); ++row) {
    extent_.Add(rows.Int(row, 0), absl::FromUnixMicros(rows.Int(row, 1)), rows.Int(row, 2));
  }
  return rows.rows() == kMeasuredAtOnce;
}

absl::Status PostgresChores::Trim(int64_t upto) {
  const Parameters parameters = Parameters().Int(upto);
  const Connection::Answer answer = parts_.session.RunAgainIfLost({{kBegin, {}},
                                                                   {kLock, {}},
                                                                   {kRemember, parameters},
                                                                   {kTrimLog, parameters},
                                                                   {kTrimParts, parameters},
                                                                   {kTrimDeletions, parameters},
                                                                   {kCommit, {}}});
  parts_.session.Rollback();
  return answer.status;
}

void PostgresChores::Alarm(const absl::Status& status) const {
  if (!parts_.options.alarm) return;
  parts_.options.alarm(absl::Status(
      status.code(), absl::StrCat("The log could not be trimmed (", status.message(),
                                  "), and is tried again in a while; see to the database.")));
}

std::optional<int64_t> PostgresChores::log_bytes() const {
  const int64_t bytes = bytes_;
  return bytes == kUnmeasured ? std::nullopt : std::optional(bytes);
}

}  // namespace taqvim::storage::postgres
